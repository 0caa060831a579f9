//! Which types are property types, and which stand in a struct's field.

use super::{Kind, Slot};

/// A type that a property can have.
///
/// Implemented for the OData primitives, for `Vec` of any field type, for `serde_json::Value`, and by
/// `#[graph_enum]` and `#[graph_entity]`. Nullability is not part of it: see [`Field`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`"
)]
pub trait Edm: Slot + Sized {
    /// What the type is on the wire.
    const KIND: Kind;
    /// The value a reader starts from, before a reply has filled it.
    const VACANT: Self;
}

/// A type that a struct's field can have: an [`Edm`] type, which is never null, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`"
)]
pub trait Field: Slot + Sized {
    /// What the type is on the wire.
    const KIND: Kind;
    /// Whether `null`, or absence from a reply, has a place in the field.
    const NULLABLE: bool;
    /// The value a reader starts from.
    const VACANT: Self;

    /// The field as a place to read into.
    #[doc(hidden)]
    #[inline]
    fn slot_mut(&mut self) -> &mut dyn Slot {
        self
    }

    /// The field as a value to write.
    #[doc(hidden)]
    #[inline]
    fn value(&self) -> &dyn Slot {
        self
    }

    /// Names the field's property in a patch.
    #[doc(hidden)]
    #[inline(never)]
    fn store<B: Sink>(self, body: B, index: u16) -> B {
        body.put(index, &self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Field for T {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = false;
    const VACANT: Self = T::VACANT;
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const VACANT: Self = None;
}

/// What a field puts its value into: a patch, which is built upon the fields and so is not known here.
#[doc(hidden)]
pub trait Sink {
    /// Names the property at an index of the declaration, with a value.
    #[must_use]
    fn put(self, index: u16, value: &dyn Slot) -> Self;
}
