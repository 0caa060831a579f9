//! The steps that an address can make from an entity: its navigation properties, and those of its complex
//! values.

use graph_entity_schema::{Metadata, Restrictions, StructureKind, StructuredType, TypeName};

/// A step from an entity to related ones.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The segments: the navigation property, after the complex properties that hold it.
    pub(super) path: String,
    pub(super) target: TypeName,
    /// Whether the related entities are part of the entity.
    pub(super) is_containment: bool,
    pub(super) restrictions: Restrictions,
}

/// Complex values are nested deeper nowhere, and some hold values of their own type.
const MAX_DEPTH: usize = 4;

/// Returns the steps of the properties that a type declares itself.
pub(super) fn of(metadata: &Metadata, structure: &StructuredType) -> Vec<Step> {
    let mut found = Vec::new();
    add(metadata, structure, "", &mut found);
    found
}

fn add(metadata: &Metadata, structure: &StructuredType, path: &str, found: &mut Vec<Step>) {
    found.extend(structure.navigation.iter().map(|navigation| Step {
        path: format!("{path}{}", navigation.name),
        target: navigation.kind.clone(),
        is_containment: navigation.contains_target,
        restrictions: navigation.annotations.restrictions.clone(),
    }));
    if path.matches('/').count() >= MAX_DEPTH {
        return;
    }
    for property in structure.properties.iter().filter(|property| !property.kind.is_collection) {
        let is_complex = |it: &StructuredType| it.kind == StructureKind::Complex;
        if metadata.structure(&property.kind.name).is_some_and(is_complex) {
            for part in metadata.lineage(&property.kind.name) {
                add(metadata, part, &format!("{path}{}/", property.name), found);
            }
        }
    }
}
