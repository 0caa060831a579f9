//! `$expand`, with options of its own inside.

use core::fmt;
use core::marker::PhantomData;

use super::{Filter, Options, Order, Property, Selection};
use crate::structured::Structured;

/// A navigation property to read along with the entity of type `E`.
///
/// Source: OData URL Conventions 4.01, "System Query Option $expand".
pub struct Expand<E: ?Sized, T> {
    path: String,
    options: Options,
    entity: PhantomData<fn() -> Box<E>>,
    related: PhantomData<fn() -> T>,
}

impl<E: ?Sized, T: Structured> Property<E, T> {
    /// Reads the related entity along.
    pub fn expand(self) -> Expand<E, T> {
        Expand::new(self.as_str())
    }
}

impl<E: ?Sized, T: Structured> Property<E, Vec<T>> {
    /// Reads the related entities along.
    pub fn expand(self) -> Expand<E, T> {
        Expand::new(self.as_str())
    }
}

impl<E: ?Sized, T: Structured> Expand<E, T> {
    fn new(path: &str) -> Self {
        Self { path: path.to_owned(), options: Options::default(), entity: PhantomData, related: PhantomData }
    }

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

impl<E: ?Sized, T> Expand<E, T> {
    pub(super) fn into_text(self) -> String {
        if self.options.is_empty() {
            self.path
        } else {
            format!("{}({})", self.path, self.options.to_nested())
        }
    }
}

impl<E: ?Sized, T> fmt::Debug for Expand<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expand").field("path", &self.path).field("options", &self.options).finish()
    }
}
