//! A program reads what a macro describes and does not make it, so that a description can grow.
//!
//! Errors: 2

use graph_entity::model::TypeInfo;
use graph_entity::{EntityInfo, Permissions};

fn entity(structure: &'static TypeInfo, permissions: Permissions) -> EntityInfo {
    EntityInfo {
        structure,
        version: "beta",
        path: "/devices",
        further: &[],
        permissions,
        has_delta: false,
        is_directory_object: false,
    }
}

fn permissions() -> Permissions {
    Permissions { delegated: &[], application: &[] }
}

fn main() {}
