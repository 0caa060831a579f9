//! The declared type of what is queried.

use crate::model::{Property, Schema, Structure, Type};

/// A declared type: one structure, or the unnamed base of several.
#[derive(Clone)]
pub(crate) struct Declared<'a> {
    types: Vec<&'a Structure>,
}

impl<'a> Declared<'a> {
    /// The base of these types; the type itself if it is one.
    pub(crate) fn new(schema: &'a Schema, names: &[String]) -> Self {
        Self { types: names.iter().filter_map(|name| schema.structure(name)).collect() }
    }

    /// The declared type of a property's value. None for what has no properties.
    pub(crate) fn of(schema: &'a Schema, kind: &Type) -> Option<Self> {
        match kind {
            Type::Structure(name) => Some(Self::new(schema, std::slice::from_ref(name))),
            Type::Choice(name) => Some(Self::new(schema, schema.choice(name))),
            _ => None,
        }
    }

    /// A property of the base: one that each of the types has. Another one takes a cast.
    pub(crate) fn property(&self, name: &str) -> Option<&'a Property> {
        let property = self.types.first()?.property(name)?;
        self.types.iter().all(|structure| structure.property(name).is_some()).then_some(property)
    }

    /// The type that a cast names.
    pub(crate) fn cast(&self, name: &str) -> Option<Self> {
        let found = self.types.iter().find(|structure| structure.name == name)?;
        Some(Self { types: vec![found] })
    }

    /// The properties that all of the types have.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &'a Property> {
        let first = self.types.first().map_or(&[][..], |structure| structure.properties.as_slice());
        first.iter().filter(|property| self.property(&property.name).is_some())
    }

    /// What errors call it.
    pub(crate) fn name(&self) -> &str {
        match self.types.as_slice() {
            [only] => &only.name,
            _ => "microsoft.graph.entity",
        }
    }
}
