//! The model of one document.

use std::collections::{BTreeMap, HashSet};

use crate::annotation::Annotations;
use crate::documented::Documented;
use crate::error::MetadataError;
use crate::operation::{Operation, OperationImport};
use crate::read;
use crate::source::{Fact, Source};
use crate::structure::{EnumType, NavigationProperty, Property, StructuredType};

/// A metadata document: the types, addresses and operations of one version of Graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    pub(crate) structures: BTreeMap<String, StructuredType>,
    pub(crate) enums: BTreeMap<String, EnumType>,
    pub(crate) definitions: BTreeMap<String, TypeDefinition>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) sets: Vec<Container>,
    pub(crate) singletons: Vec<Container>,
    pub(crate) imports: Vec<OperationImport>,
    pub(crate) unresolved_targets: Vec<Fact<String>>,
    /// The qualified names of the types that extend a type directly.
    derived: BTreeMap<String, Vec<String>>,
    /// The qualified names of all types, by the name without the namespace.
    short_names: BTreeMap<String, Vec<String>>,
    documented: Documented,
}

/// The start of an address: an entity set or a singleton.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The name, which is the first segment of its addresses.
    pub name: String,
    /// The qualified name of the declared type of its entities.
    pub type_name: String,
    /// The navigation property bindings: the path of a navigation property, and the entity set of its related
    /// entities.
    pub bindings: Vec<(String, String)>,
    /// What is stated about it, apart from its type.
    pub annotations: Annotations,
    /// What is stated about the paths below it, by the path: `manager`, `manager/photo`.
    pub paths: BTreeMap<String, Annotations>,
    /// Where it is declared.
    pub source: Source,
}

/// Another name of a primitive type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDefinition {
    /// The qualified name.
    pub name: String,
    /// The primitive type: `Edm.String`.
    pub underlying: String,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

impl Metadata {
    /// Reads a CSDL document, with or without a byte order mark. The name is that of the document in the
    /// source of each fact, such as its path.
    ///
    /// # Errors
    /// The first fault of the document, with its position: XML that is not well-formed, a missing name, a
    /// type that extends itself or an undeclared type.
    pub fn parse(name: &str, text: &str) -> Result<Self, MetadataError> {
        read::document(name, text)
    }

    /// Returns the structured type with a qualified name.
    pub fn structure(&self, name: &str) -> Option<&StructuredType> {
        self.structures.get(name)
    }

    /// Returns all structured types, sorted by name.
    pub fn structures(&self) -> impl Iterator<Item = &StructuredType> {
        self.structures.values()
    }

    /// Returns the enumeration type with a qualified name.
    pub fn enumeration(&self, name: &str) -> Option<&EnumType> {
        self.enums.get(name)
    }

    /// Returns all enumeration types, sorted by name.
    pub fn enumerations(&self) -> impl Iterator<Item = &EnumType> {
        self.enums.values()
    }

    /// Returns all type definitions, sorted by name.
    pub fn definitions(&self) -> impl Iterator<Item = &TypeDefinition> {
        self.definitions.values()
    }

    /// Returns the underlying type of a `TypeDefinition`, or the name itself if it is not the name of one.
    pub fn primitive<'a>(&'a self, name: &'a str) -> &'a str {
        self.definitions.get(name).map_or(name, |definition| definition.underlying.as_str())
    }

    /// Returns the qualified names of the types that have a name without a namespace: `user`. There may be
    /// one in each namespace.
    pub fn with_short_name(&self, short_name: &str) -> &[String] {
        self.short_names.get(short_name).map_or(&[], Vec::as_slice)
    }

    /// Returns all actions and functions in the order of the document, each overload on its own.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the entity sets of the container in the order of the document.
    pub fn sets(&self) -> &[Container] {
        &self.sets
    }

    /// Returns the singletons of the container in the order of the document.
    pub fn singletons(&self) -> &[Container] {
        &self.singletons
    }

    /// Returns the names by which the container calls unbound operations.
    pub fn imports(&self) -> &[OperationImport] {
        &self.imports
    }

    /// Returns the targets of annotations that the document does not declare.
    pub fn unresolved_targets(&self) -> &[Fact<String>] {
        &self.unresolved_targets
    }

    /// Returns the qualified names of the types that extend a type directly, sorted.
    pub fn extensions(&self, name: &str) -> &[String] {
        self.derived.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the types that extend a type, directly or through others, without the type itself.
    pub fn derived<'a>(&'a self, name: &str) -> Vec<&'a StructuredType> {
        let mut found = Vec::new();
        let mut open: Vec<&str> = self.extensions(name).iter().rev().map(String::as_str).collect();
        while let Some(name) = open.pop() {
            found.extend(self.structure(name));
            open.extend(self.extensions(name).iter().rev().map(String::as_str));
        }
        found
    }

    /// Returns a type and the types that it extends, the type itself first.
    pub fn lineage<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a StructuredType> {
        std::iter::successors(self.structure(name), |structure| self.structure(structure.base.as_deref()?))
    }

    /// Returns the properties of a type, inherited ones first.
    pub fn properties<'a>(&'a self, name: &str) -> Vec<&'a Property> {
        self.inherited(name, |structure| &structure.properties)
    }

    /// Returns the navigation properties of a type, inherited ones first.
    pub fn navigation<'a>(&'a self, name: &str) -> Vec<&'a NavigationProperty> {
        self.inherited(name, |structure| &structure.navigation)
    }

    /// Returns the names of the key properties of an entity type, declared by it or by a type that it
    /// extends.
    pub fn keys(&self, name: &str) -> &[String] {
        let declaring = self.lineage(name).find(|structure| !structure.keys.is_empty());
        declaring.map_or(&[], |structure| structure.keys.as_slice())
    }

    fn inherited<'a, T>(&'a self, name: &str, own: fn(&StructuredType) -> &Vec<T>) -> Vec<&'a T> {
        let mut lineage: Vec<&StructuredType> = self.lineage(name).collect();
        lineage.reverse();
        lineage.into_iter().flat_map(own).collect()
    }

    pub(crate) fn documented(&self) -> &Documented {
        &self.documented
    }

    /// Returns an error, the type's name and the reason, for the first type that extends itself or an
    /// undeclared type.
    pub(crate) fn check_bases(&self) -> Result<(), (String, String)> {
        for structure in self.structures.values() {
            let mut seen = HashSet::new();
            let mut current = structure;
            while let Some(base) = &current.base {
                if !seen.insert(&current.name) {
                    return Err((structure.name.clone(), "it extends itself".to_owned()));
                }
                let Some(next) = self.structures.get(base) else {
                    return Err((current.name.clone(), format!("it extends `{base}`, which is not there")));
                };
                current = next;
            }
        }
        Ok(())
    }

    /// Prepares the lookups, after all types were read.
    pub(crate) fn index(&mut self) {
        self.derived.clear();
        self.short_names.clear();
        for structure in self.structures.values() {
            if let Some(base) = &structure.base {
                self.derived.entry(base.clone()).or_default().push(structure.name.clone());
            }
        }
        for name in self.structures.keys().chain(self.enums.keys()).chain(self.definitions.keys()) {
            let short_name = name.rsplit('.').next().unwrap_or(name);
            self.short_names.entry(short_name.to_owned()).or_default().push(name.clone());
        }
        let types = self.structures.values();
        let types = types.map(|it| (it.name.as_str(), it.annotations.addresses.as_slice()));
        self.documented = Documented::new(types, &self.operations);
    }
}
