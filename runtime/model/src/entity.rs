//! Entities: their path, their permissions and how they are changed.

#[doc(hidden)]
pub mod operation;
mod patch;
mod reference;

pub use patch::{
    Copied, Create, CreateBody, Inline, Mode, NewBody, Patch, PatchBody, PatchError, PatchErrorKind, Text,
    Update,
};
#[doc(hidden)]
pub use patch::{deserialize_patch, into_body};
#[doc(hidden)]
pub use reference::DerivedFrom;
pub use reference::{Each, Many, Reference, Single, Target, Whole};

use crate::base::{FurtherPath, Permissions};
use crate::model::{Structured, TypeInfo};

/// A Microsoft Graph entity. Implemented by `#[graph_entity]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Microsoft Graph entity",
    note = "annotate the struct with `#[graph_entity(path = \"...\")]`"
)]
pub trait Entity: Structured + Sized {
    /// Everything about the entity except its properties.
    const ABOUT: &'static EntityInfo;
    /// The patch model for the body of an update.
    type Patch: Patch<Entity = Self, Mode = Update>;
    /// The patch model for the body of a create.
    type New: Patch<Entity = Self, Mode = Create>;
}

/// What is known of an entity: its type, its paths and its permissions.
#[derive(Debug)]
pub struct EntityInfo {
    structure: &'static TypeInfo,
    version: &'static str,
    path: &'static str,
    further: &'static [FurtherPath],
    permissions: Permissions,
    has_delta: bool,
    is_directory_object: bool,
}

impl EntityInfo {
    /// An entity, as the macro constructs it.
    #[doc(hidden)]
    pub const fn new(
        structure: &'static TypeInfo,
        version: &'static str,
        path: &'static str,
        further: &'static [FurtherPath],
        permissions: Permissions,
        has_delta: bool,
    ) -> Self {
        Self { structure, version, path, further, permissions, has_delta, is_directory_object: false }
    }

    /// The same for a directory object.
    #[doc(hidden)]
    #[must_use]
    pub const fn directory_object(self) -> Self {
        Self { is_directory_object: true, ..self }
    }

    /// Returns the description of its type: names and properties.
    pub const fn structure(&self) -> &'static TypeInfo {
        self.structure
    }

    /// `v1.0` or `beta`: the first segment of the path.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The path with its placeholders, `/deviceManagement/.../{id}`.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the further paths: those of `further_paths`.
    pub const fn further(&self) -> &'static [FurtherPath] {
        self.further
    }

    /// Returns the permissions to change the entity, as they are declared.
    pub const fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// Whether it is an object of Microsoft Entra ID, whose advanced queries need `ConsistencyLevel: eventual`:
    /// `directory_object`.
    pub const fn is_directory_object(&self) -> bool {
        self.is_directory_object
    }

    /// Whether the service reports changes: `operations(delta)`.
    pub const fn has_delta(&self) -> bool {
        self.has_delta
    }
}
