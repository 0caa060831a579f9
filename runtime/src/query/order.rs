//! `$orderby`.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::model::literal::Comparable;

use super::Property;

/// A property to order by, and the direction.
///
/// Source: OData URL Conventions 4.01, "System Query Option $orderby".
pub struct Order<E: ?Sized> {
    text: String,
    entity: PhantomData<fn() -> Box<E>>,
}

impl<E: ?Sized, T> Property<E, T> {
    /// Ascending: null first, and `false` before `true`.
    pub fn asc(self) -> Order<E>
    where
        T: Comparable,
    {
        Order { text: self.as_str().to_owned(), entity: PhantomData }
    }

    /// Descending.
    pub fn desc(self) -> Order<E>
    where
        T: Comparable,
    {
        Order { text: format!("{} desc", self.as_str()), entity: PhantomData }
    }
}

impl<E: ?Sized> Order<E> {
    /// An ordering as text, for what the typed ones cannot express. Nothing is checked.
    pub fn raw(order: impl Into<String>) -> Self {
        Self { text: order.into(), entity: PhantomData }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

impl<E: ?Sized> Clone for Order<E> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), entity: PhantomData }
    }
}

impl<E: ?Sized> fmt::Display for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: ?Sized> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}
