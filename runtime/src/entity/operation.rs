//! The verbs as types, so that a verb that an entity does not declare is refused by the compiler. They are named as
//! `operations(...)` has them, since the compiler prints their names.

#![allow(non_camel_case_types, reason = "the compiler's messages show the words that the attribute takes")]

/// Reading one.
pub enum get {}
/// Reading many.
pub enum list {}
/// Creating one.
pub enum create {}
/// Changing one.
pub enum update {}
/// Deleting one.
pub enum delete {}
/// Replacing one.
pub enum replace {}
/// Creating or changing one under a known key.
pub enum upsert {}
/// Reading what has changed.
pub enum delta {}

/// The verbs that an entity has when it lists none.
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

/// An entity that has the verb `O`.
pub trait Permits<O> {}
