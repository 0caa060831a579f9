//! The OData type system: which Rust types are property types, and how values are read and written.
//!
//! Three small traits do the work. A [`Slot`] is a place that a value is read into and viewed through. It is
//! object-safe, so that one reader and one writer, compiled once, serve every entity. [`Edm`] makes a type a
//! property type. [`Field`] is the type of a struct's field: an `Edm` type, or an `Option` of one.
//!
//! Source of the type names and wire forms: OData CSDL 4.01 "Primitive Types" and OData JSON Format 4.01
//! "Primitive Value".

mod additional;
mod binary;
mod calendar;
#[cfg(feature = "chrono")]
mod chrono;
mod clock;
mod composite;
mod date;
mod date_time_offset;
mod decimal;
pub(crate) mod depth;
mod duration;
mod field;
mod flags;
#[cfg(feature = "jiff")]
mod jiff;
mod kind;
mod lexer;
pub mod literal;
mod parse_error;
mod primitive;
#[doc(hidden)]
pub mod read;
#[doc(hidden)]
pub mod sensitive;
mod slot;
mod structured;
#[cfg(test)]
mod testing;
mod text;
mod time_of_day;
mod write;

pub mod edm {
    //! The property types for those of OData that the standard library has no type for.

    pub use super::binary::Binary;
    pub use super::date::Date;
    pub use super::date_time_offset::DateTimeOffset;
    pub use super::decimal::Decimal;
    pub use super::duration::Duration;
    pub use super::time_of_day::TimeOfDay;
}

pub use additional::Additional;
#[doc(hidden)]
pub use composite::{ChoiceType, ComplexType, Composite, EntityType, Form};
#[doc(hidden)]
pub use depth::untyped;
#[doc(inline)]
pub use edm::*;
#[doc(hidden)]
pub use field::Sink;
pub use field::{Edm, Field};
pub use flags::{EnumType, Flags};
#[doc(hidden)]
pub use flags::{FlagType, MemberType};
pub use kind::{EnumInfo, EnumMember, Kind, OneOfInfo};
#[doc(hidden)]
pub use kind::{assert_any_type, assert_type, key_name};
pub use parse_error::ParseError;
pub(crate) use read::read_into;
pub use read::{ReadError, ReadErrorKind, from_slice};
#[doc(hidden)]
pub use read::{deserialize, members, read_property};
#[doc(hidden)]
pub use slot::Polymorphic;
pub use slot::{List, OneOf, Open, Scalar, Slot, ValueErrorKind, View};
#[doc(hidden)]
pub use structured::holds_evolvable;
pub(crate) use structured::type_name;
pub use structured::{Annotation, Object, PropertyInfo, Structured, TypeInfo};
pub(crate) use write::{
    IS_ENCRYPTED, Unsendable, has_value, is_encrypted, is_masked, is_masked_json, member, too_deep_to_send,
    write_request_value, write_text,
};
#[doc(hidden)]
pub use write::{serialize, write_copy};
