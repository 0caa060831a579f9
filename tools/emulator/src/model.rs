//! What is served: types and addresses as owned data, whatever they were read from.
//!
//! Types refer to each other by name, so a recursive type ends, and types may come in any order and from several
//! sources. Each version of Graph is a schema of its own, as each has a metadata document of its own.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::route::{Route, Template};

/// All that is served.
pub(crate) struct Model {
    schemas: BTreeMap<String, Schema>,
}

/// The types and addresses of one version.
#[derive(Default)]
pub(crate) struct Schema {
    structures: HashMap<String, Structure>,
    enumerations: HashMap<String, Enumeration>,
    routes: Vec<Route>,
}

/// An enumeration type.
#[derive(Default)]
pub(crate) struct Enumeration {
    members: Vec<String>,
    /// Whether a value is a set of members, `a,b`.
    is_flags: bool,
}

/// An entity type or a complex type.
pub(crate) struct Structure {
    pub(crate) name: String,
    /// In the order of the declaration, which is the order of replies.
    pub(crate) properties: Vec<Property>,
}

/// One property of a structure.
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) nullable: bool,
    pub(crate) access: Access,
    pub(crate) role: Role,
}

/// Who may set a property.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadWrite,
    /// The service alone.
    ReadOnly,
    /// A create, and no update.
    CreateOnly,
}

/// What a property is to its structure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Key,
    Data,
    /// A related entity.
    Navigation,
}

/// The type of a property.
#[derive(Clone)]
pub(crate) enum Type {
    Primitive(Primitive),
    Enumeration(String),
    Structure(String),
    Collection(Box<Type>),
}

/// The types that OData itself defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    String,
    Boolean,
    Byte,
    Int16,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    Guid,
    Date,
    DateTimeOffset,
    TimeOfDay,
    Duration,
    Binary,
    /// Any JSON value.
    Untyped,
}

const PRIMITIVES: [(Primitive, &str); 16] = [
    (Primitive::String, "Edm.String"),
    (Primitive::Boolean, "Edm.Boolean"),
    (Primitive::Byte, "Edm.Byte"),
    (Primitive::Int16, "Edm.Int16"),
    (Primitive::Int32, "Edm.Int32"),
    (Primitive::Int64, "Edm.Int64"),
    (Primitive::Single, "Edm.Single"),
    (Primitive::Double, "Edm.Double"),
    (Primitive::Decimal, "Edm.Decimal"),
    (Primitive::Guid, "Edm.Guid"),
    (Primitive::Date, "Edm.Date"),
    (Primitive::DateTimeOffset, "Edm.DateTimeOffset"),
    (Primitive::TimeOfDay, "Edm.TimeOfDay"),
    (Primitive::Duration, "Edm.Duration"),
    (Primitive::Binary, "Edm.Binary"),
    (Primitive::Untyped, "Edm.Untyped"),
];

/// Graph's versions: always there, even with nothing in them.
const VERSIONS: [&str; 2] = ["beta", "v1.0"];

impl Default for Model {
    fn default() -> Self {
        Self { schemas: VERSIONS.map(|version| (version.to_owned(), Schema::default())).into() }
    }
}

impl Model {
    pub(crate) fn schema(&self, version: &str) -> Option<&Schema> {
        self.schemas.get(version)
    }

    pub(crate) fn schema_mut(&mut self, version: &str) -> &mut Schema {
        self.schemas.entry(version.to_owned()).or_default()
    }
}

impl Schema {
    pub(crate) fn structure(&self, name: &str) -> Option<&Structure> {
        self.structures.get(name)
    }

    pub(crate) fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        self.enumerations.get(name)
    }

    pub(crate) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Makes a type known, with no property yet if it is new.
    pub(crate) fn add_structure(&mut self, name: &str) -> &mut Structure {
        self.structures
            .entry(name.to_owned())
            .or_insert_with(|| Structure { name: name.to_owned(), properties: Vec::new() })
    }

    /// Makes an enumeration type known, with the members of every description of it.
    pub(crate) fn add_enumeration(
        &mut self,
        name: &str,
        is_flags: bool,
        members: impl IntoIterator<Item = String>,
    ) {
        let known = self.enumerations.entry(name.to_owned()).or_default();
        known.is_flags |= is_flags;
        for member in members {
            if !known.members.contains(&member) {
                known.members.push(member);
            }
        }
    }

    /// Serves a type at an address. Several types may share one: those derived from its declared type.
    pub(crate) fn add_route(&mut self, template: Template, structure: &str) {
        let at = self.routes.binary_search_by(|route| route.template.cmp(&template)).unwrap_or_else(|at| {
            self.routes.insert(at, Route { template, types: Vec::new() });
            at
        });
        let types = &mut self.routes[at].types;
        if !types.iter().any(|known| known == structure) {
            types.push(structure.to_owned());
        }
    }
}

impl Enumeration {
    /// The first part of a value that is no member.
    pub(crate) fn stranger<'a>(&self, value: &'a str) -> Option<&'a str> {
        let parts: Vec<_> =
            if self.is_flags { value.split(',').map(str::trim).collect() } else { vec![value] };
        parts.into_iter().find(|part| !self.members.iter().any(|member| member == part))
    }
}

impl Structure {
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Adds a property unless there is one of its name, and says whether it did: two descriptions of one type
    /// make one type with the properties of both.
    pub(crate) fn add(&mut self, property: Property) -> bool {
        let is_new = self.property(&property.name).is_none();
        if is_new {
            self.properties.push(property);
        }
        is_new
    }
}

impl Primitive {
    pub(crate) fn named(name: &str) -> Option<Self> {
        PRIMITIVES.iter().find(|(_, known)| *known == name).map(|(primitive, _)| *primitive)
    }
}

impl fmt::Display for Primitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = PRIMITIVES.iter().find(|(known, _)| known == self).map_or("Edm.Untyped", |(_, name)| name);
        f.write_str(name)
    }
}

/// The name as Intune's errors write it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Primitive(primitive) => primitive.fmt(f),
            Type::Enumeration(name) | Type::Structure(name) => f.write_str(&service_name(name)),
            Type::Collection(item) => write!(f, "Collection({item})"),
        }
    }
}

/// The name that a type has inside Intune, which its errors show in place of the public one.
pub(crate) fn service_name(name: &str) -> String {
    match name.strip_prefix("microsoft.graph.") {
        Some(local) => format!("microsoft.management.services.api.{local}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_primitive_has_its_name() {
        for (primitive, name) in PRIMITIVES {
            assert_eq!((Primitive::named(name), primitive.to_string().as_str()), (Some(primitive), name));
        }
        assert_eq!(Primitive::named("Edm.Stream"), None);
    }

    #[test]
    fn types_at_one_address_share_its_route() {
        let mut schema = Schema::default();
        for (path, name) in [("/a/{b}", "t.x"), ("/a/{c}", "t.y"), ("/A/{c}", "t.y"), ("/a/b", "t.z")] {
            schema.add_route(Template::parse(path).unwrap(), name);
        }
        let routes: Vec<_> = schema.routes().iter().map(|route| route.types.as_slice()).collect();
        assert_eq!(routes, [["t.z"].as_slice(), &["t.x", "t.y"]]);
    }
}
