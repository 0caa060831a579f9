//! `$expand`, with options of its own inside.

use core::fmt;
use core::marker::PhantomData;

use super::{Filter, Options, Order, Property, Selection};
use crate::base::InvalidRequest;
use crate::entity::Single;
use crate::model::Structured;

/// A navigation property to read along with the entity of type `E`.
///
/// Source: OData URL Conventions 4.01, "System Query Option $expand".
pub struct Expand<E: ?Sized, T> {
    path: String,
    options: Options,
    entity: PhantomData<fn() -> Box<E>>,
    related: PhantomData<fn() -> T>,
}

/// A type of related entities: an entity `R`, or a collection of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no related entity",
    label = "no navigation property",
    note = "what belongs to the entity itself is selected, not expanded"
)]
pub trait Related<R> {}

#[diagnostic::do_not_recommend]
impl<T: Single> Related<T> for T {}

#[diagnostic::do_not_recommend]
impl<T: Single> Related<T> for Vec<T> {}

impl<E: ?Sized, T> Property<E, T> {
    /// Reads the related entity, or entities, along.
    pub fn expand<R>(self) -> Expand<E, R>
    where
        T: Related<R>,
    {
        Expand {
            path: self.as_str().to_owned(),
            options: Options::default(),
            entity: PhantomData,
            related: PhantomData,
        }
    }
}

impl<E: ?Sized, T: Structured> Expand<E, T> {
    /// Which properties of the related entity; its key and what its struct cannot be read without are added.
    #[must_use]
    pub fn select(mut self, selection: impl Selection<T>) -> Self {
        self.options.select(selection);
        self
    }

    /// Which of the related entities.
    #[must_use]
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.options.filter(filter);
        self
    }

    /// In which order.
    #[must_use]
    pub fn order_by(mut self, order: Order<T>) -> Self {
        self.options.order_by(order);
        self
    }

    /// Without so many at the start.
    #[must_use]
    pub fn skip(mut self, count: u32) -> Self {
        self.options.set("$skip", count.to_string());
        self
    }

    /// How many at most.
    #[must_use]
    pub fn top(mut self, count: u32) -> Self {
        self.options.set("$top", count.to_string());
        self
    }

    /// What of the related entity's own relations.
    #[must_use]
    pub fn expand<U>(mut self, expand: Expand<T, U>) -> Self {
        self.options.expand(expand);
        self
    }
}

impl<E: ?Sized> Expand<E, ()> {
    /// An expansion as text, for what the typed ones cannot say: `apps($levels=2)`. Nothing is checked.
    pub fn raw(expansion: impl Into<String>) -> Self {
        let options = Options::default();
        Self { path: expansion.into(), options, entity: PhantomData, related: PhantomData }
    }
}

impl<E: ?Sized, T> Expand<E, T> {
    /// The expansion's text, and why it must not be sent, if so.
    pub(super) fn into_parts(self) -> (String, Option<InvalidRequest>) {
        let Self { path, options, .. } = self;
        let text = if options.is_empty() { path } else { format!("{path}({})", options.to_nested()) };
        (text, options.into_fault())
    }
}

impl<E: ?Sized, T> Clone for Expand<E, T> {
    fn clone(&self) -> Self {
        let Self { path, options, .. } = self;
        Self { path: path.clone(), options: options.clone(), entity: PhantomData, related: PhantomData }
    }
}

impl<E: ?Sized, T> fmt::Debug for Expand<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expand").field("path", &self.path).field("options", &self.options).finish()
    }
}
