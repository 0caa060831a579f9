//! Property types, and the types of a struct's fields.

use super::{Kind, Open, Scalar, Slot, ValueErrorKind};

/// A type that a property can have.
///
/// Implemented for the OData primitives, for `Vec` of any field type, for `serde_json::Value`, by
/// `#[graph_enum]`, `#[graph_entity]`, `#[graph_complex]` and `#[graph_one_of]`, and for a `Box` of the last
/// three. Nullability is separate: see [`Field`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`",
    note = "a struct of your own needs `#[graph_complex]`, and an enum `#[graph_enum]`"
)]
pub trait Edm: Slot + Sized {
    /// The OData type of the values.
    const KIND: Kind;
    /// The value that the reader starts from, before it has read the property.
    const VACANT: Self;
    /// The qualified name of the OData type, or that of a collection's items.
    #[doc(hidden)]
    const TYPE_NAME: &'static str = Self::KIND.type_name();

    /// Like [`VACANT`](Self::VACANT), but also for a `Box`, which cannot be a constant.
    #[doc(hidden)]
    #[inline]
    fn vacant() -> Self {
        Self::VACANT
    }

    /// See [`Slot::assign`], for an `Option` of the type and a scalar that is not null.
    ///
    /// # Errors
    /// As of [`Slot::assign`].
    #[doc(hidden)]
    #[inline]
    fn assign_some(option: &mut Option<Self>, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let mut inner = Self::vacant();
        inner.assign(value)?;
        *option = Some(inner);
        Ok(())
    }

    /// See [`Slot::open`], for an `Option` of the type.
    #[doc(hidden)]
    #[inline]
    fn open_some(option: &mut Option<Self>) -> Open<'_> {
        option.get_or_insert_with(Self::vacant).open()
    }
}

/// A type that a struct's field can have: an [`Edm`] type, which is never null, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`",
    note = "a struct of your own needs `#[graph_complex]`, and an enum `#[graph_enum]`",
    note = "times have types of their own: `graph_entity::DateTimeOffset`, `Date`, `TimeOfDay` and `Duration`"
)]
pub trait Field: Slot + Sized {
    /// The type of a value that is not null: the type without its `Option`.
    type Value: Edm;
    /// The OData type of the values.
    const KIND: Kind;
    /// Whether the field can represent `null` and absence from a reply.
    const NULLABLE: bool;
    /// The value that the reader starts from, before it has read the property.
    const VACANT: Self;
    /// See [`Edm::TYPE_NAME`].
    #[doc(hidden)]
    const TYPE_NAME: &'static str;

    /// See [`Edm::vacant`].
    #[doc(hidden)]
    #[inline]
    fn vacant() -> Self {
        Self::VACANT
    }

    /// The field as a slot to read into.
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

    /// Adds the field's property to a patch.
    #[doc(hidden)]
    #[inline(never)]
    fn store<B: Sink>(self, body: B, index: u16) -> B {
        body.put(index, &self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Field for T {
    type Value = T;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = false;
    const VACANT: Self = T::VACANT;
    const TYPE_NAME: &'static str = T::TYPE_NAME;

    #[inline]
    fn vacant() -> Self {
        T::vacant()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Field for Option<T> {
    type Value = T;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const VACANT: Self = None;
    const TYPE_NAME: &'static str = T::TYPE_NAME;
}

/// What a field writes its value into. The implementation is a patch, which is built on top of fields and
/// therefore not known in this module.
#[doc(hidden)]
pub trait Sink {
    /// Adds the property at an index of the declaration, with its value.
    #[must_use]
    fn put(self, index: u16, value: &dyn Slot) -> Self;
}
