//! The items that emitted code uses. Not public API: it changes with the macros, which require this exact
//! version.

pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::convert::{From, Into};
pub use core::default::Default;
pub use core::fmt::{self, Debug, Display, Formatter};
pub use core::matches;
pub use core::ops::Deref;
pub use core::option::Option;
pub use core::result::Result;
pub use std::string::String;

pub use bytes::Bytes;
pub use graph_entity_macros::{GraphAction, GraphComplex, GraphEntity, GraphEnum, GraphFunction, GraphOneOf};
pub use graph_entity_model::base::{FurtherPath, PathValue, Permissions};
pub use graph_entity_model::callable::{
    Callable, CallableInfo, CallableSort, Given, Parameter, Returned, parameter,
};
pub use graph_entity_model::entity::{
    Create, DerivedFrom, Entity, EntityInfo, Inline, Mode, Patch, PatchBody, Reference, Single, Text, Update,
    deserialize_patch, operation,
};
pub use graph_entity_model::model::{
    Additional, Annotation, ChoiceType, ComplexType, Composite, Edm, EntityType, EnumInfo, EnumMember,
    EnumType, Field, FlagType, Kind, MemberType, OneOfInfo, Open, Polymorphic, PropertyInfo, Scalar, Slot,
    Structured, TypeInfo, ValueErrorKind, View, assert_any_type, assert_type, deserialize, serialize,
};
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

pub use crate::address::{Address, Collection, Page};
pub use crate::invocation::{ReturnedItem, call};
pub use crate::query::Property;
pub use crate::request::Request;

/// The visitor of slots. An alias, so that the compiler parses fewer tokens in users' builds.
pub type VisitMut<'a> = &'a mut dyn FnMut(&mut [&mut dyn Slot]);
/// The visitor of values.
pub type Visit<'a> = &'a mut dyn FnMut(&[&dyn Slot]);

/// The kind of a structured type.
pub const fn kind<T: Structured>() -> Kind {
    <T as Edm>::KIND
}

/// The index of a name among the members of an enumeration, or `usize::MAX` if it is unknown.
pub fn position(members: &[EnumMember], name: &str) -> usize {
    members.iter().position(|member| member.name() == name).unwrap_or(usize::MAX)
}

/// The body of a function that cannot be called in a program that compiles.
#[cold]
pub fn unfinished<T>() -> T {
    unreachable!("this function exists only for a message of the compiler")
}

/// Used in bounds that no patch satisfies. For a trait without implementations, the compiler would suggest
/// implementing it.
pub struct Nobody(());

/// What `Debug` shows of a sensitive property.
pub struct Redacted;

impl Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
