//! The model of one document.

use std::collections::{BTreeMap, HashSet};

use crate::error::MetadataError;
use crate::operation::Operation;
use crate::read;
use crate::structure::{EnumType, NavigationProperty, Property, StructuredType};

/// A metadata document: the types, addresses and operations of one version of Graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    pub(crate) structures: BTreeMap<String, StructuredType>,
    pub(crate) enums: BTreeMap<String, EnumType>,
    /// Other names of primitive types.
    pub(crate) definitions: BTreeMap<String, String>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) sets: Vec<Container>,
    pub(crate) singletons: Vec<Container>,
}

/// What an address begins with: an entity set or a singleton.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The first segment of its addresses.
    pub name: String,
    /// The qualified name of its entities' declared type.
    pub type_name: String,
    /// Where the related entities of its navigation properties live: the path of the property, and the name of the set.
    pub bindings: Vec<(String, String)>,
}

impl Metadata {
    /// Reads a CSDL document, with or without a byte order mark.
    ///
    /// # Errors
    /// The first thing that is not as CSDL has it, with its place: XML that is not well-formed, a missing name, a type that
    /// extends itself or one that is not there.
    pub fn parse(text: &str) -> Result<Self, MetadataError> {
        read::document(text)
    }

    /// A structured type by its qualified name.
    pub fn structure(&self, name: &str) -> Option<&StructuredType> {
        self.structures.get(name)
    }

    /// All structured types, in the order of their names.
    pub fn structures(&self) -> impl Iterator<Item = &StructuredType> {
        self.structures.values()
    }

    /// An enumeration type by its qualified name.
    pub fn enumeration(&self, name: &str) -> Option<&EnumType> {
        self.enums.get(name)
    }

    /// All enumeration types, in the order of their names.
    pub fn enumerations(&self) -> impl Iterator<Item = &EnumType> {
        self.enums.values()
    }

    /// The primitive type that a name stands for: itself, or what a `TypeDefinition` says.
    pub fn primitive<'a>(&'a self, name: &'a str) -> &'a str {
        self.definitions.get(name).map_or(name, String::as_str)
    }

    /// All actions and functions, overloads apart, in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The entity sets of the container, in the order of the document.
    pub fn sets(&self) -> &[Container] {
        &self.sets
    }

    /// The singletons of the container, in the order of the document.
    pub fn singletons(&self) -> &[Container] {
        &self.singletons
    }

    /// A type and those it extends, the type itself first.
    pub fn lineage<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a StructuredType> {
        std::iter::successors(self.structure(name), |structure| self.structure(structure.base.as_deref()?))
    }

    /// The properties of a type: those of the types it extends first.
    pub fn properties<'a>(&'a self, name: &str) -> Vec<&'a Property> {
        self.inherited(name, |structure| &structure.properties)
    }

    /// The navigation properties of a type: those of the types it extends first.
    pub fn navigation<'a>(&'a self, name: &str) -> Vec<&'a NavigationProperty> {
        self.inherited(name, |structure| &structure.navigation)
    }

    /// The names of the key properties of an entity type, wherever they are declared.
    pub fn keys(&self, name: &str) -> &[String] {
        let declaring = self.lineage(name).find(|structure| !structure.keys.is_empty());
        declaring.map_or(&[], |structure| structure.keys.as_slice())
    }

    fn inherited<'a, T>(&'a self, name: &str, own: fn(&StructuredType) -> &Vec<T>) -> Vec<&'a T> {
        let mut lineage: Vec<&StructuredType> = self.lineage(name).collect();
        lineage.reverse();
        lineage.into_iter().flat_map(own).collect()
    }

    /// The first type that extends one which is not there, or itself: `Err` with its name and the reason.
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
}
