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
    /// `TypeDefinition`s: the qualified name, and the primitive type it is another name of.
    pub(crate) definitions: BTreeMap<String, String>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) sets: Vec<Container>,
    pub(crate) singletons: Vec<Container>,
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
}

impl Metadata {
    /// Reads a CSDL document, with or without a byte order mark.
    ///
    /// # Errors
    /// The first fault of the document, with its position: XML that is not well-formed, a missing name, a
    /// type that extends itself or an undeclared type.
    pub fn parse(text: &str) -> Result<Self, MetadataError> {
        read::document(text)
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

    /// Returns the underlying type of a `TypeDefinition`, or the name itself if it is not the name of one.
    pub fn primitive<'a>(&'a self, name: &'a str) -> &'a str {
        self.definitions.get(name).map_or(name, String::as_str)
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
}
