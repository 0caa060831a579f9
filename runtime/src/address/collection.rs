//! The address of a collection of entities, and the verbs it takes.

use core::fmt;
use core::marker::PhantomData;

use http::Method;

use super::{List, ResolvedPath};
use crate::base::PathValue;
use crate::entity::Entity;
use crate::entity::operation::{self, Permits};
use crate::request::Request;

/// The address of the collection that entities of type `E` lie in, made by the entity's `within`: its address less the
/// last placeholder.
#[must_use = "an address does nothing until a verb makes a request of it"]
pub struct Collection<E> {
    pub(crate) path: ResolvedPath,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Collection<E> {
    /// The collection of the entity's address. Called by the emitted `within`.
    #[doc(hidden)]
    #[inline]
    pub fn new(values: &[PathValue]) -> Self {
        Self::further(E::ABOUT.path(), values)
    }

    /// The same for a further address of the entity.
    #[doc(hidden)]
    #[inline]
    pub fn further(template: &'static str, values: &[PathValue]) -> Self {
        Self { path: ResolvedPath::new(E::ABOUT, less_the_key(template), values), entity: PhantomData }
    }

    /// Reads the entities of the collection, a page at a time.
    pub fn list(self) -> List<E>
    where
        E: Permits<operation::list>,
    {
        List::new(self.path)
    }

    /// Creates an entity in the collection. The reply holds it with its key.
    pub fn create(self, body: E::New) -> Request<E>
    where
        E: Permits<operation::create>,
    {
        Request::reading(self.path.with_body(Method::POST, body.into()))
    }
}

/// The template without its last segment, which is the key's placeholder.
fn less_the_key(template: &'static str) -> &'static str {
    template.rsplit_once('/').map_or(template, |(collection, _)| collection)
}

impl<E> Clone for Collection<E> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), entity: PhantomData }
    }
}

/// Shows the template and never an id.
impl<E> fmt::Debug for Collection<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").field("template", &self.path.template).finish_non_exhaustive()
    }
}
