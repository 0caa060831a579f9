//! Which types and operations are generated: those that are asked for, and what they need.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use graph_entity_schema::{
    Metadata, Operation, OperationKind, Parameter, Source, StructureKind, StructuredType, TypeName,
};

use crate::addresses::{self, Addresses};
use crate::search::{self, SearchError};
use crate::words;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The types, by their names with or without the namespace, or by an address.
    pub types: Vec<String>,
    /// Whether everything in the document is asked for.
    pub all: bool,
    /// The entity types with an address below these paths.
    pub under: Vec<String>,
    /// The properties to keep beside the key, and the actions and functions. Where none of a sort is named, all of
    /// that sort are kept.
    pub select: Vec<String>,
}

/// The types and operations to generate.
pub(crate) struct Selection<'a> {
    metadata: &'a Metadata,
    is_all: bool,
    /// The entity types that relationships may lead to.
    entities: HashSet<&'a str>,
    /// The properties to keep of the types that are asked for.
    select: HashSet<&'a str>,
    /// The actions and functions to keep of the types that are asked for, by their names without a namespace.
    calls: HashSet<&'a str>,
    asked: HashSet<&'a str>,
    pub(crate) structures: BTreeSet<&'a str>,
    pub(crate) choices: BTreeSet<&'a str>,
    pub(crate) enumerations: BTreeSet<&'a str>,
    /// The indices of the operations in the document.
    pub(crate) operations: Vec<usize>,
    /// What is not generated, and why.
    pub(crate) left_out: BTreeSet<String>,
    /// The entity types without an address, of those that are asked for.
    without: Vec<&'a str>,
    /// The properties and parameters of a type that nothing describes.
    pub(crate) untyped: BTreeSet<String>,
}

/// How a value of a structured type is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// As the struct of its type.
    Struct,
    /// As a choice among the types that derive from its type.
    Choice,
    /// Not at all: the type is not generated.
    Not,
}

/// The most types of a choice. A program does not tell more apart, and the whole of Graph derives from one
/// type.
const MAX_CHOICE: usize = 200;

impl<'a> Selection<'a> {
    /// Selects what is asked for.
    ///
    /// # Errors
    /// A name that the document does not have.
    pub(crate) fn new(
        metadata: &'a Metadata,
        addresses: &Addresses<'a>,
        request: &Request,
    ) -> Result<Self, SearchError> {
        let mut asked: HashSet<&'a str> = HashSet::new();
        for name in &request.types {
            asked.insert(search::find(metadata, name)?);
        }
        for path in &request.under {
            asked.extend(addresses.below(path)?);
        }
        if request.all {
            asked.extend(metadata.structures().map(|structure| structure.name.as_str()));
            asked.extend(metadata.enumerations().map(|read| read.name.as_str()));
        }
        // An entity without an address has no requests.
        let is_entity = |structure: &StructuredType| structure.kind == StructureKind::Entity;
        let has_address =
            |name: &str| !metadata.structure(name).is_some_and(is_entity) || !addresses.of(name).is_empty();
        let without: Vec<&str> = asked.iter().copied().filter(|name| !has_address(name)).collect();
        asked.retain(|name| has_address(name));
        let mut selection = Self {
            metadata,
            is_all: request.all,
            entities: asked.clone(),
            select: HashSet::new(),
            calls: HashSet::new(),
            asked,
            structures: BTreeSet::new(),
            choices: BTreeSet::new(),
            enumerations: BTreeSet::new(),
            operations: Vec::new(),
            untyped: BTreeSet::new(),
            left_out: without.iter().map(|name| format!("{name}: no address leads to it")).collect(),
            without,
        };
        selection.select_names(&request.select)?;
        selection.add_asked(addresses);
        selection.add_operations(addresses);
        if request.all {
            selection.note_nowhere();
        }
        Ok(selection)
    }

    /// Whether a property of a type is kept.
    pub(crate) fn keeps(&self, structure: &str, property: &str) -> bool {
        let is_selected = self.select.is_empty()
            || !self.asked.contains(structure)
            || self.select.contains(property)
            || self.metadata.keys(structure).iter().any(|key| key == property);
        is_selected && words::is_field_name(property)
    }

    /// Returns how a value of a structured type is held.
    pub(crate) fn held(&self, name: &str) -> Held {
        let Some(structure) = self.metadata.structure(name) else { return Held::Not };
        if structure.kind == StructureKind::Entity && !self.entities.contains(name) {
            return Held::Not;
        }
        let is_choice = structure.is_abstract && (1..=MAX_CHOICE).contains(&self.variants(name).len());
        if is_choice { Held::Choice } else { Held::Struct }
    }

    /// Returns the types of the values of an abstract type.
    pub(crate) fn variants(&self, name: &str) -> Vec<&'a StructuredType> {
        let mut derived = self.metadata.derived(name);
        derived.retain(|structure| {
            let is_known =
                structure.kind == StructureKind::Complex || self.entities.contains(structure.name.as_str());
            !structure.is_abstract && is_known
        });
        derived
    }

    /// Checks that the names exist, and adds the entity types that selected relationships lead to.
    fn select_names(&mut self, select: &[String]) -> Result<(), SearchError> {
        for name in select {
            let asked = self.asked.iter();
            let properties = asked.clone().flat_map(|asked| self.metadata.properties(asked));
            let navigation = asked.flat_map(|asked| self.metadata.navigation(asked));
            let found = properties.clone().find(|property| property.name == *name);
            let related = navigation.clone().find(|property| property.name == *name);
            if let Some(property) = found {
                self.select.insert(&property.name);
            } else if let Some(property) = related {
                self.select.insert(&property.name);
                self.entities.insert(&property.kind.name);
            } else if let Some(call) = self.calls_of_asked().find(|call| call == name) {
                self.calls.insert(call);
            } else {
                let names =
                    properties.map(|it| it.name.as_str()).chain(navigation.map(|it| it.name.as_str()));
                return Err(SearchError::property(name, names.chain(self.calls_of_asked())));
            }
        }
        Ok(())
    }

    /// The names of the actions and functions on the types that are asked for.
    fn calls_of_asked(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let lineage = self.asked.iter().flat_map(|name| self.metadata.lineage(name));
        let bound: HashSet<&str> = lineage.map(|structure| structure.name.as_str()).collect();
        let operations = self.metadata.operations().iter();
        operations
            .filter(move |operation| operation.binding().is_some_and(|it| bound.contains(it.name.as_str())))
            .map(Operation::local_name)
    }

    fn add_asked(&mut self, addresses: &Addresses<'a>) {
        let mut asked: Vec<&'a str> = self.asked.iter().copied().collect();
        asked.sort_unstable();
        for name in asked {
            let Some(structure) = self.metadata.structure(name) else {
                self.add_value(name);
                continue;
            };
            // An abstract type has no values, but an abstract entity type may have addresses.
            let is_struct = !structure.is_abstract
                || (structure.kind == StructureKind::Entity && (!self.is_all || addresses.is_declared(name)));
            if is_struct {
                self.add_struct(structure);
            }
            if structure.kind == StructureKind::Complex && structure.is_abstract && !self.is_all {
                self.add_value(name);
            }
        }
    }

    /// Adds a struct, and what its properties need.
    fn add_struct(&mut self, structure: &'a StructuredType) {
        if !self.structures.insert(&structure.name) {
            return;
        }
        let properties = self.metadata.properties(&structure.name);
        let navigation = self.metadata.navigation(&structure.name);
        let names = properties.iter().map(|it| &it.name).chain(navigation.iter().map(|it| &it.name));
        let misnamed = names.filter(|name| !words::is_field_name(name));
        self.note_misnamed(&structure.name, misnamed);
        for property in properties {
            if self.keeps(&structure.name, &property.name) {
                self.add_or_leave_out(&structure.name, &property.name, &property.kind);
                self.note_unknown(&structure.name, &property.name, &property.kind, &property.source);
            }
        }
        for property in navigation {
            if !self.keeps(&structure.name, &property.name) {
                continue;
            }
            if self.metadata.structure(&property.kind.name).is_some() {
                self.add_or_leave_out(&structure.name, &property.name, &property.kind);
            } else {
                let reason = format!("nothing describes {} ({})", property.kind.name, property.source);
                self.left_out.insert(format!("{}/{}: {reason}", structure.name, property.name));
            }
        }
    }

    /// Notes the entity sets and singletons of types that nothing describes.
    fn note_nowhere(&mut self) {
        for container in self.metadata.sets().iter().chain(self.metadata.singletons()) {
            if self.metadata.structure(&container.type_name).is_none() {
                let reason = format!("nothing describes {} ({})", container.type_name, container.source);
                self.left_out.insert(format!("/{}: {reason}", container.name));
            }
        }
    }

    /// Notes properties and members whose names no attribute can give.
    fn note_misnamed<'n>(&mut self, holder: &str, misnamed: impl Iterator<Item = &'n String>) {
        self.left_out.extend(misnamed.map(|name| format!("{holder}/{name}: it is not a name of OData")));
    }

    fn add_or_leave_out(&mut self, structure: &str, property: &str, kind: &'a TypeName) {
        if kind.name == "Edm.Stream" {
            let reason = "a stream, which is never part of a value";
            self.left_out.insert(format!("{structure}/{property}: {reason}"));
        } else if !self.add_value(&kind.name) {
            let reason = format!("{} is not generated", kind.name);
            self.left_out.insert(format!("{structure}/{property}: {reason}"));
        }
    }

    /// Notes a type that nothing describes: its values are read as any JSON.
    fn note_unknown(&mut self, holder: &str, name: &str, kind: &TypeName, source: &Source) {
        let known = self.metadata.primitive(&kind.name);
        let is_described = known.starts_with("Edm.")
            || self.metadata.structure(known).is_some()
            || self.metadata.enumeration(known).is_some();
        if !is_described {
            let question = search::misspelt(self.metadata, &kind.name);
            let kind = &kind.name;
            let note =
                format!("{holder}/{name}: any JSON, since nothing describes `{kind}` ({source}){question}");
            self.untyped.insert(note);
        }
    }

    /// Adds what a value of a type needs. Returns whether there can be a value of it.
    fn add_value(&mut self, name: &'a str) -> bool {
        if let Some(read) = self.metadata.enumeration(name) {
            if self.enumerations.insert(&read.name) {
                let names = read.members.iter().map(|member| &member.name);
                self.note_misnamed(&read.name, names.filter(|name| !words::is_wire_name(name)));
            }
            return true;
        }
        let Some(structure) = self.metadata.structure(name) else { return true };
        match self.held(name) {
            Held::Not => return false,
            Held::Struct => self.add_struct(structure),
            Held::Choice => {
                if self.choices.insert(&structure.name) {
                    for variant in self.variants(name) {
                        self.add_struct(variant);
                    }
                }
            }
        }
        true
    }

    /// Adds the operations on the types and on those that they extend.
    fn add_operations(&mut self, addresses: &Addresses<'a>) {
        let structures = self.structures.iter().filter(|name| self.asked.contains(*name));
        let bound: HashSet<&str> = structures
            .flat_map(|name| self.metadata.lineage(name))
            .map(|structure| structure.name.as_str())
            .collect();
        for (index, operation) in self.metadata.operations().iter().enumerate() {
            let is_wanted = match operation.binding() {
                Some(binding) if self.is_all && self.metadata.structure(&binding.name).is_none() => true,
                // The request for changes is an operation of the entity, not an item.
                Some(binding) => {
                    let is_selected = self.calls.is_empty() || self.calls.contains(operation.local_name());
                    is_selected && bound.contains(binding.name.as_str()) && !is_delta(self.metadata, index)
                }
                None => self.is_all,
            };
            if !is_wanted {
                continue;
            }
            if let Some(reason) = self.unusable(operation, addresses) {
                let on = operation.binding().map_or(String::new(), |binding| format!("{}/", binding.name));
                self.left_out.insert(format!("{on}{}: {reason}", operation.local_name()));
                continue;
            }
            for argument in operation.arguments() {
                self.add_value(&argument.kind.name);
                self.note_unknown(&operation.name, &argument.name, &argument.kind, &argument.source);
            }
            if let Some(result) = &operation.result {
                self.add_value(&result.kind.name);
            }
            self.operations.push(index);
        }
    }

    /// Returns why an operation is left out, or `None` if it can be generated.
    fn unusable(&self, operation: &Operation, addresses: &Addresses<'a>) -> Option<String> {
        self.uncallable(operation, addresses)
            .or_else(|| {
                (operation.kind == OperationKind::Function && operation.result.is_none())
                    .then(|| "a function without a result".to_owned())
            })
            .or_else(|| operation.arguments().iter().find_map(|argument| self.formless(operation, argument)))
            .or_else(|| {
                let kinds = operation.arguments().iter().map(|argument| &argument.kind);
                let mut kinds = kinds.chain(operation.result.as_ref().map(|result| &result.kind));
                let missing = kinds.find(|kind| self.held_or_plain(&kind.name) == Held::Not)?;
                Some(format!("{} is not generated", missing.name))
            })
    }

    /// Returns why nothing leads to an operation.
    fn uncallable(&self, operation: &Operation, addresses: &Addresses<'a>) -> Option<String> {
        let Some(binding) = operation.binding() else {
            return (!self.is_callable(operation)).then(|| "it is not part of the service".to_owned());
        };
        if self.metadata.structure(&binding.name).is_none() {
            return Some(format!("nothing describes {} ({})", binding.name, operation.source));
        }
        let has_address =
            !addresses.of(&binding.name).is_empty() || !addresses::of_operation(operation).is_empty();
        (!has_address).then(|| format!("{} has no address", binding.name))
    }

    /// Returns why a parameter can be neither in a body nor in an address.
    fn formless(&self, operation: &Operation, argument: &Parameter) -> Option<String> {
        let is_entity = |it: &StructuredType| it.kind == StructureKind::Entity;
        let is_entity = self.metadata.structure(&argument.kind.name).is_some_and(is_entity);
        let is_in_url = operation.kind == OperationKind::Function && is_entity;
        let is_misnamed = !words::is_field_name(&argument.name);
        let is_refused = is_in_url || is_misnamed || argument.kind.name == "Edm.Stream";
        is_refused.then(|| format!("its parameter `{}` has no form", argument.name))
    }

    /// Returns the names of the documents that what is selected comes from, and what is left out because no
    /// address is known.
    pub(crate) fn documents(&self) -> BTreeSet<Arc<str>> {
        let mut found = BTreeSet::new();
        let mut add = |source: &Source| {
            found.insert(Arc::clone(&source.document));
        };
        for name in self.structures.iter().chain(&self.choices).chain(&self.without) {
            for structure in self.metadata.lineage(name) {
                add(&structure.source);
                structure.properties.iter().for_each(|property| add(&property.source));
                structure.navigation.iter().for_each(|property| add(&property.source));
                structure.annotations.addresses.iter().for_each(|address| add(&address.source));
                structure.annotations.scopes.iter().for_each(|scopes| add(&scopes.source));
            }
        }
        for read in self.enumerations.iter().filter_map(|name| self.metadata.enumeration(name)) {
            add(&read.source);
        }
        for index in &self.operations {
            let operation = &self.metadata.operations()[*index];
            add(&operation.source);
            operation.annotations.addresses.iter().for_each(|address| add(&address.source));
        }
        found
    }

    /// Whether an operation that is called on nothing has an address.
    fn is_callable(&self, operation: &Operation) -> bool {
        let imports = self.metadata.imports();
        imports.iter().any(|import| import.operation == operation.name)
            || !addresses::of_operation(operation).is_empty()
    }

    /// How a value of any type is held: not at all only if it is an entity of a type that is not generated.
    fn held_or_plain(&self, name: &str) -> Held {
        if self.metadata.structure(name).is_none() { Held::Struct } else { self.held(name) }
    }
}

/// Whether an operation is the request for changes of a collection, which is an operation of its entity.
pub(crate) fn is_delta(metadata: &Metadata, index: usize) -> bool {
    let operation = &metadata.operations()[index];
    operation.kind == OperationKind::Function
        && operation.local_name() == "delta"
        && operation.arguments().is_empty()
        && operation.binding().is_some_and(|binding| binding.is_collection)
}
