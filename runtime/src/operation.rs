//! The verbs as types, so that a verb that an entity does not declare is refused by the compiler.

/// Reading one.
pub enum Get {}
/// Reading many.
pub enum List {}
/// Creating one.
pub enum Create {}
/// Changing one.
pub enum Update {}
/// Deleting one.
pub enum Delete {}
/// Replacing one.
pub enum Replace {}
/// Creating or changing one under a known key.
pub enum Upsert {}

/// The verbs that an entity has when it lists none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no operation that every entity has: the entity must declare it",
    label = "not among the usual operations",
    note = "list the entity's operations: `operations(get, list, create, update, delete, replace, upsert)`"
)]
pub trait Usual {}

impl Usual for Get {}
impl Usual for List {}
impl Usual for Create {}
impl Usual for Update {}
impl Usual for Delete {}

/// An entity that has the verb `O`.
pub trait Permits<O> {}
