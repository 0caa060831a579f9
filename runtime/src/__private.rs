//! What emitted code calls. No part of the public surface: it changes with the macros, which are pinned to it.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::convert::{AsRef, From, Into, TryFrom};
pub use core::default::Default;
pub use core::fmt::{self, Debug, Display, Formatter};
pub use core::matches;
pub use core::ops::Deref;
pub use core::option::Option;
pub use core::result::Result;
pub use std::string::String;

pub use bytes::Bytes;
pub use graph_entity_macros::{GraphAction, GraphComplex, GraphEntity, GraphEnum, GraphFunction, GraphOneOf};
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

pub use crate::address::{Address, Collection, Page};
pub use crate::base::{FurtherPath, PathValue, Permissions};
pub use crate::callable::{
    Callable, CallableInfo, CallableSort, Given, Parameter, Returned, ReturnedItem, call, parameter,
};
pub use crate::entity::{
    Create, DerivedFrom, Entity, EntityInfo, Inline, Mode, Patch, PatchBody, PatchError, Reference, Single,
    Update, operation,
};
pub use crate::model::{
    Additional, Annotation, Edm, EnumInfo, EnumMember, EnumType, Field, Kind, OneOf, OneOfInfo, Open,
    PropertyInfo, Scalar, Slot, Structured, TypeInfo, ValueErrorKind, View, deserialize, serialize,
};
pub use crate::query::Property;
pub use crate::request::Request;

/// How slots are shown; an alias, so that users' builds parse fewer tokens.
pub type VisitMut<'a> = &'a mut dyn FnMut(&mut [&mut dyn Slot]);
/// How values are shown.
pub type Visit<'a> = &'a mut dyn FnMut(&[&dyn Slot]);

/// The kind of a property that holds an entity.
pub const fn entity_kind<T: Structured>() -> Kind {
    Kind::Entity(info::<T>)
}

/// The kind of a property that holds a complex value.
pub const fn complex_kind<T: Structured>() -> Kind {
    Kind::Complex(info::<T>)
}

/// The description of a type.
pub fn info<T: Structured>() -> &'static TypeInfo {
    T::INFO
}

/// The name of an enumeration's member.
///
/// # Errors
/// A mismatch for anything but a text.
pub fn member(value: Scalar<'_>) -> Result<&str, ValueErrorKind> {
    if let Scalar::Str(name) = value { Ok(name) } else { Err(ValueErrorKind::Type) }
}

/// Where a name stands among an enumeration's members; past their end where it does not.
pub fn position(members: &[EnumMember], name: &str) -> usize {
    members.iter().position(|member| member.name() == name).unwrap_or(usize::MAX)
}

/// The body of a function that no program that compiles can call.
#[cold]
pub fn unfinished<T>() -> T {
    unreachable!("this function exists for a message of the compiler alone")
}

/// Holds the bounds that no patch holds: a trait that nothing implements would have the compiler propose to.
pub struct Nobody(());

/// What `Debug` shows of a sensitive property.
pub struct Redacted;

impl Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
