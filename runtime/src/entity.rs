//! What an entity is beyond a structured type: where it lives, which permissions it takes.

use crate::patch::{Create, Patch, Update};
use crate::structured::Structured;

/// A Microsoft Graph entity. Implemented by `#[graph_entity]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Microsoft Graph entity",
    note = "annotate the struct with `#[graph_entity(path = \"...\")]`"
)]
pub trait Entity: Structured + Sized {
    /// Everything about the entity that is not a property.
    const ABOUT: &'static EntityInfo;
    /// Its patch model, the body of an update.
    type Patch: Patch<Entity = Self, Mode = Update>;
    /// The same for a create.
    type New: Patch<Entity = Self, Mode = Create>;
}

/// Where an entity lives and who may touch it.
#[derive(Debug)]
pub struct EntityInfo {
    /// Its description as a structured type.
    pub structure: &'static crate::structured::TypeInfo,
    /// `v1.0` or `beta`: the first segment of its addresses.
    pub version: &'static str,
    /// The template of its address, `/deviceManagement/.../{id}`.
    pub path: &'static str,
    /// Its further addresses.
    pub further: &'static [FurtherPath],
    /// The permissions that change it.
    pub permissions: Permissions,
    /// Whether the service tells what has changed: `operations(delta)`.
    pub has_delta: bool,
}

/// A further address of an entity, `path(name = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct FurtherPath {
    /// Its name: `at_{name}`.
    pub name: &'static str,
    /// Its template.
    pub path: &'static str,
}

/// The permissions that an operation takes, each list from least to most privileged: holding one is enough.
///
/// Source: the Permissions table of the entity's documentation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    /// For a signed-in user: scopes in the token's `scp`.
    pub delegated: &'static [&'static str],
    /// For an application: roles in the token's `roles`.
    pub application: &'static [&'static str],
}
