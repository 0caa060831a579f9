//! The operations as types, so that the compiler refuses one that an entity does not declare. They are named
//! as in `operations(...)`, because the compiler's messages show the names.

#![allow(non_camel_case_types, reason = "the compiler's messages show the words that the attribute takes")]

/// Reads one entity.
pub enum get {}
/// Reads many entities.
pub enum list {}
/// Creates an entity.
pub enum create {}
/// Changes an entity.
pub enum update {}
/// Deletes an entity.
pub enum delete {}
/// Replaces an entity.
pub enum replace {}
/// Creates or changes the entity with a known key.
pub enum upsert {}
/// Reads what has changed.
pub enum delta {}

/// The operations of an entity that does not list its own.
#[diagnostic::on_unimplemented(
    message = "an entity has `{Self}` only where it declares it",
    label = "not among the usual operations",
    note = "list all of the entity's operations: `operations(get, list, create, update, delete, replace, upsert, delta)`"
)]
pub trait Usual {}

impl Usual for get {}
impl Usual for list {}
impl Usual for create {}
impl Usual for update {}
impl Usual for delete {}

/// An entity that has the operation `O`.
pub trait Permits<O> {}
