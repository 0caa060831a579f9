//! The steps that an address can make from an entity: its navigation properties, those of its complex values,
//! and functions that return an entity.

use std::collections::HashMap;

use graph_entity_schema::{
    Metadata, Operation, OperationKind, Restrictions, StructureKind, StructuredType, TypeName,
};

use crate::names::{MAIN, parts};

/// A step from an entity to related ones.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    /// The segments: the navigation property, after the complex properties that hold it, or the function.
    pub(super) path: String,
    /// The parameters of a function, and whether each is a text.
    pub(super) parameters: Vec<(&'a str, bool)>,
    pub(super) target: &'a TypeName,
    /// Whether the related entities are part of the entity.
    pub(super) is_containment: bool,
    pub(super) restrictions: Option<&'a Restrictions>,
}

/// The steps of all types.
pub(super) struct Steps<'a> {
    metadata: &'a Metadata,
    /// The steps that a type declares itself, by its name.
    own: HashMap<&'a str, Vec<Step<'a>>>,
}

/// Complex values are nested deeper nowhere, and some hold values of their own type.
const MAX_DEPTH: usize = 4;

impl<'a> Steps<'a> {
    pub(super) fn new(metadata: &'a Metadata) -> Self {
        let mut own: HashMap<&'a str, Vec<Step<'a>>> = HashMap::new();
        for structure in metadata.structures().filter(|it| it.kind == StructureKind::Entity) {
            let found = own.entry(&structure.name).or_default();
            add_navigation(metadata, structure, "", found);
        }
        for operation in metadata.operations() {
            if let (Some(binding), Some(step)) = (operation.binding(), function(metadata, operation)) {
                own.entry(&binding.name).or_default().push(step);
            }
        }
        Self { metadata, own }
    }

    /// Returns the steps from the entities of a declared type, each with the derived type that has it.
    pub(super) fn from(&self, name: &str) -> impl Iterator<Item = (&Step<'a>, Option<&'a str>)> {
        let own = self.metadata.lineage(name).map(|structure| (structure, None));
        let derived = self.metadata.derived(name).into_iter().map(|it| (it, Some(it.name.as_str())));
        own.chain(derived).flat_map(|(structure, cast)| {
            let steps = self.own.get(structure.name.as_str()).into_iter().flatten();
            steps.map(move |step| (step, cast))
        })
    }
}

fn add_navigation<'a>(
    metadata: &'a Metadata,
    structure: &'a StructuredType,
    path: &str,
    found: &mut Vec<Step<'a>>,
) {
    found.extend(structure.navigation.iter().map(|navigation| Step {
        path: format!("{path}{}", navigation.name),
        parameters: Vec::new(),
        target: &navigation.kind,
        is_containment: navigation.contains_target,
        restrictions: Some(&navigation.annotations.restrictions),
    }));
    if path.matches('/').count() >= MAX_DEPTH {
        return;
    }
    for property in structure.properties.iter().filter(|property| !property.kind.is_collection) {
        let is_complex = |it: &StructuredType| it.kind == StructureKind::Complex;
        if metadata.structure(&property.kind.name).is_some_and(is_complex) {
            for part in metadata.lineage(&property.kind.name) {
                add_navigation(metadata, part, &format!("{path}{}/", property.name), found);
            }
        }
    }
}

/// Returns the step of a function on an entity whose result further segments may follow, as
/// `range(address='{address}')`. One without parameters has the parentheses that a template cannot have.
fn function<'a>(metadata: &'a Metadata, operation: &'a Operation) -> Option<Step<'a>> {
    let is_on_entity = operation.binding().is_some_and(|binding| !binding.is_collection);
    let result = operation.result.as_ref().filter(|result| !result.kind.is_collection)?;
    let is_entity = metadata.structure(&result.kind.name)?.kind == StructureKind::Entity;
    let is_primitive = |kind: &TypeName| kind.name.starts_with("Edm.") && !kind.is_collection;
    let arguments = operation.arguments();
    let is_step = operation.kind == OperationKind::Function
        && operation.is_composable
        && is_on_entity
        && is_entity
        && !arguments.is_empty()
        && arguments.iter().all(|argument| is_primitive(&argument.kind));
    let name = if parts(&operation.name).0 == MAIN { operation.local_name() } else { &operation.name };
    is_step.then(|| Step {
        path: name.to_owned(),
        parameters: arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.kind.name == "Edm.String"))
            .collect(),
        target: &result.kind,
        is_containment: false,
        restrictions: None,
    })
}
