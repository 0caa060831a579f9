//! `$orderby`.

use core::fmt;
use core::marker::PhantomData;

use super::{Ordered, Property};

/// A property to sort by, and the direction.
///
/// Source: OData URL Conventions 4.01, "System Query Option $orderby".
pub struct Order<E: ?Sized> {
    text: String,
    entity: PhantomData<fn() -> Box<E>>,
}

impl<E: ?Sized, T: Ordered> Property<E, T> {
    /// The smallest first.
    pub fn asc(self) -> Order<E> {
        Order { text: self.as_str().to_owned(), entity: PhantomData }
    }

    /// The largest first.
    pub fn desc(self) -> Order<E> {
        Order { text: format!("{} desc", self.as_str()), entity: PhantomData }
    }
}

impl<E: ?Sized> Order<E> {
    pub(super) fn into_text(self) -> String {
        self.text
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
