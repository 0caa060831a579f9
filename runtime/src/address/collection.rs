//! The address of a collection of entities, and the requests made from it.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::base::PathValue;
use graph_entity_model::entity::operation::{self, Permits};
use graph_entity_model::entity::{Entity, NewBody};
use http::Method;

use super::{List, ResolvedPath};
use crate::request::Request;

/// The address of a collection of entities of type `E`: an entity's path without its last placeholder.
/// Returned by the entity's `within`.
#[must_use = "an address does nothing until a verb makes a request of it"]
pub struct Collection<E> {
    pub(crate) path: ResolvedPath,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Collection<E> {
    /// Fills the path of the entity's collection with values. Called by the emitted `within`.
    #[doc(hidden)]
    #[inline]
    pub fn new(values: &[PathValue]) -> Self {
        Self::further(E::ABOUT.path(), values)
    }

    /// Fills a further path of the entity.
    #[doc(hidden)]
    #[inline]
    pub fn further(template: &'static str, values: &[PathValue]) -> Self {
        Self { path: ResolvedPath::new(E::ABOUT, without_key(template), values), entity: PhantomData }
    }

    /// Reads the entities of the collection, page by page.
    pub fn list(self) -> List<E>
    where
        E: Permits<operation::list>,
    {
        List::new(self.path)
    }

    /// Creates an entity in the collection.
    ///
    /// The reply contains it with its key. It is `None` if Graph sends no entity: with 202 because the entity
    /// is made later, which [`send_and_wait`](Request::send_and_wait) waits for; with 201 or 204 because of
    /// `Prefer: return=minimal`, or because the service does so by itself. [`Reply::location`] may then say
    /// where the entity or its operation is.
    ///
    /// Source: OData Protocol 4.01, "Create an Entity"; Microsoft Graph, "Create team".
    ///
    /// [`Reply::location`]: crate::Reply::location
    pub fn create(self, body: impl NewBody<E>) -> Request<Option<E>>
    where
        E: Permits<operation::create>,
    {
        Request::reading_created(self.path.with_body(Method::POST, body.into_body()))
    }
}

/// The path without its last segment, which is the placeholder of the key, or without the parentheses of its
/// last segment.
fn without_key(template: &'static str) -> &'static str {
    let (collection, last) = template.rsplit_once('/').unwrap_or((template, ""));
    match last.find('(') {
        Some(at) => &template[..collection.len() + 1 + at],
        None => collection,
    }
}

impl<E> Clone for Collection<E> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), entity: PhantomData }
    }
}

/// Shows the template, never an id.
impl<E> fmt::Debug for Collection<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").field("template", &self.path.template).finish_non_exhaustive()
    }
}
