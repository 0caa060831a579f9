//! `$expand`, with nested options.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::entity::Single;
use graph_entity_model::model::Structured;

use super::options::Expansion;
use super::{Criterion, Property, QueryOptions, Selection, Sorting, query_methods};

/// A navigation property to read together with the entity of type `E`.
///
/// Source: OData URL Conventions 4.01, "System Query Option $expand".
#[must_use = "an expansion does nothing until a request is given it"]
pub struct Expand<E: ?Sized, T> {
    expansion: Expansion,
    entity: PhantomData<fn() -> Box<E>>,
    related: PhantomData<fn() -> T>,
}

/// A type of related entities: an entity `R`, or a collection of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a related entity",
    label = "not a navigation property",
    note = "what belongs to the entity itself is selected, not expanded"
)]
pub trait Related<R> {}

#[diagnostic::do_not_recommend]
impl<T: Single> Related<T> for T {}

#[diagnostic::do_not_recommend]
impl<T: Single> Related<T> for Vec<T> {}

#[diagnostic::do_not_recommend]
impl<T: Single> Related<T> for Vec<Option<T>> {}

impl<E: ?Sized, T> Property<E, T> {
    /// Reads the related entity, or entities, together with this one.
    pub fn expand<R>(self) -> Expand<E, R>
    where
        T: Related<R>,
    {
        Expand::of(Expansion { path: self.as_str().to_owned(), options: QueryOptions::default() })
    }
}

impl<E: ?Sized, T: Structured> Expand<E, T> {
    query_methods! {
        select(impl Selection<T>); // several in a tuple: select((A, B))
        filter(impl Criterion<T>);
        order_by(impl Sorting<T>);
        skip(u32);
        top(u32);
        expand<U>(Expand<T, U>);
    }

    fn query_mut(&mut self) -> &mut QueryOptions {
        &mut self.expansion.options
    }
}

impl<E: ?Sized> Expand<E, ()> {
    /// An expansion as text, for what the typed one cannot express: `apps($levels=2)`. Nothing is checked.
    pub fn raw(expansion: impl Into<String>) -> Self {
        Self::of(Expansion { path: expansion.into(), options: QueryOptions::default() })
    }
}

impl<E: ?Sized, T> Expand<E, T> {
    fn of(expansion: Expansion) -> Self {
        Self { expansion, entity: PhantomData, related: PhantomData }
    }

    pub(super) fn into_expansion(self) -> Expansion {
        self.expansion
    }
}

impl<E: ?Sized, T> Clone for Expand<E, T> {
    fn clone(&self) -> Self {
        Self::of(self.expansion.clone())
    }
}

impl<E: ?Sized, T> fmt::Debug for Expand<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expansion { path, options } = &self.expansion;
        f.debug_struct("Expand").field("path", path).field("options", options).finish()
    }
}
