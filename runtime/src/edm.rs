//! The OData type system: which Rust types are property types, and how a value goes in and out.
//!
//! Three small traits carry everything. A [`Slot`] is a place a value is read into and seen through; it is
//! object-safe, so that one reader and one writer, compiled once, serve every entity. [`Edm`] makes a type a
//! property type. [`Field`] is what stands in a struct: an `Edm` type, or an `Option` of one.
//!
//! Source of the type names and wire forms: OData CSDL 4.01 "Primitive Types" and OData JSON Format 4.01
//! "Primitive Value".

use crate::patch::PatchBody;

mod additional;
mod binary;
mod calendar;
mod clock;
mod date;
mod date_time_offset;
mod decimal;
mod duration;
mod flags;
mod kind;
mod parse_error;
mod primitive;
mod slot;
#[cfg(test)]
mod testing;
mod text;
mod time_of_day;

pub use additional::Additional;
pub use binary::Binary;
pub use date::Date;
pub use date_time_offset::DateTimeOffset;
pub use decimal::Decimal;
pub use duration::Duration;
pub use flags::{EnumType, Flags};
pub use kind::{EnumInfo, EnumMember, Kind, OneOfInfo};
pub use parse_error::ParseError;
pub use slot::{List, Mismatch, OneOf, Open, Scalar, Slot, View};
pub use time_of_day::TimeOfDay;

/// A type that a property can have.
///
/// Implemented for the OData primitives, for `Vec` of any field type, for `serde_json::Value`, and by
/// `#[graph_enum]` and `#[graph_entity]`. Nullability is not part of it: see [`Field`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "a property is a `String`, `bool`, `u8`, `i16`, `i32`, `i64`, `f32`, `f64`, `Decimal`, `uuid::Uuid`, `DateTimeOffset`, `Date`, `TimeOfDay`, `Duration`, `Binary`, `serde_json::Value`, an enum with `#[graph_enum]` or the `Flags` of one, a struct with `#[graph_complex]`, a choice with `#[graph_one_of]`, or a `Vec` or `Option` of one of these"
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
    note = "a property is a `String`, `bool`, `u8`, `i16`, `i32`, `i64`, `f32`, `f64`, `Decimal`, `uuid::Uuid`, `DateTimeOffset`, `Date`, `TimeOfDay`, `Duration`, `Binary`, `serde_json::Value`, an enum with `#[graph_enum]` or the `Flags` of one, a struct with `#[graph_complex]`, a choice with `#[graph_one_of]`, or a `Vec` or `Option` of one of these"
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
    fn place(&mut self) -> &mut dyn Slot {
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
    fn store<M>(self, body: PatchBody<M>, index: u16) -> PatchBody<M> {
        body.with_slot(index, &self)
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
