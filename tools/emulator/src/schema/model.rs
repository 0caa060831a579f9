//! What is served: types and addresses as owned data, whatever they were read from.
//!
//! Types refer to each other by name, so a recursive type ends, and types may come in any order and from several
//! sources. Each version of Graph is a schema of its own, as each has a metadata document of its own.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::schema::permissions::Permissions;
use crate::schema::template::{Route, Template};

/// All that is served.
pub(crate) struct Model {
    schemas: BTreeMap<String, Schema>,
}

/// The types and addresses of one version.
#[derive(Default)]
pub(crate) struct Schema {
    structures: HashMap<String, Structure>,
    enumerations: HashMap<String, Enumeration>,
    /// The types that values of a polymorphic declared type may have.
    choices: HashMap<String, Vec<String>>,
    routes: Vec<Route>,
    /// What addresses begin with, by names in lower case.
    roots: BTreeMap<String, Root>,
    /// The operations of the metadata, by local names in lower case.
    operations: HashMap<String, Vec<Operation>>,
    /// The metadata document, as it was given.
    document: Option<String>,
}

/// An entity set or a singleton: the first segment of an address, from which all others are found by the types.
pub(crate) struct Root {
    pub(crate) name: String,
    /// The declared type of its entities.
    pub(crate) structure: String,
    pub(crate) is_collection: bool,
    /// Where the related entities of its navigation properties live: the path of the property, and the set.
    pub(crate) bindings: Vec<(String, String)>,
}

/// An action or a function that is called on something.
pub(crate) struct Operation {
    /// The type that it is called on.
    pub(crate) binding: String,
    pub(crate) is_on_collection: bool,
    pub(crate) is_action: bool,
}

/// An enumeration type.
#[derive(Default)]
pub(crate) struct Enumeration {
    members: Vec<String>,
    /// Whether a value is a set of members, `a,b`.
    pub(crate) is_flags: bool,
    /// Whether members may come after the sentinel, which hides them from clients that do not ask for them.
    is_evolvable: bool,
}

/// The member of an evolvable enumeration that stands for its later ones.
///
/// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
pub(crate) const SENTINEL: &str = "unknownFutureValue";

/// An entity type or a complex type.
#[derive(Default)]
pub(crate) struct Structure {
    pub(crate) name: String,
    /// The type that it extends, where that is known. Its properties are here all the same.
    pub(crate) base: Option<String>,
    /// Whether there are values of its derived types alone.
    pub(crate) is_abstract: bool,
    /// Whether values may have properties that are not declared.
    pub(crate) is_open: bool,
    /// In the order of the declaration, which is the order of replies.
    pub(crate) properties: Vec<Property>,
    /// Where each property is, by its name.
    by_name: HashMap<String, usize>,
}

/// One property of a structure.
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) nullable: bool,
    pub(crate) access: Access,
    pub(crate) role: Role,
}

impl Property {
    /// The type of the value, or of one item where there are many.
    pub(crate) fn item(&self) -> &Type {
        match &self.kind {
            Type::Collection(item) => item,
            kind => kind,
        }
    }

    pub(crate) fn is_collection(&self) -> bool {
        matches!(self.kind, Type::Collection(_))
    }
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
    /// A related entity, which is part of this one.
    Navigation,
    /// A related entity that lives elsewhere.
    Reference,
}

impl Role {
    /// Whether it is a relationship.
    pub(crate) fn is_navigation(self) -> bool {
        matches!(self, Self::Navigation | Self::Reference)
    }
}

/// The type of a property.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Primitive(Primitive),
    Enumeration(String),
    Structure(String),
    /// A value of one of the types that derive from the named one, and says which by `@odata.type`.
    Choice(String),
    Collection(Box<Type>),
}

impl Type {
    /// The name of metadata documents, which is what Graph's own query errors use.
    pub(crate) fn public_name(&self) -> String {
        match self {
            Self::Primitive(primitive) => primitive.to_string(),
            Self::Enumeration(name) | Self::Structure(name) | Self::Choice(name) => name.clone(),
            Self::Collection(item) => format!("Collection({})", item.public_name()),
        }
    }
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
    /// Bytes behind an address of their own, never in a body.
    Stream,
    /// Any JSON value.
    Untyped,
}

const PRIMITIVES: [(Primitive, &str); 17] = [
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
    (Primitive::Stream, "Edm.Stream"),
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

    /// Every version with what is served there.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.schemas.iter().map(|(version, schema)| (version.as_str(), schema))
    }

    pub(crate) fn schema_mut(&mut self, version: &str) -> &mut Schema {
        self.schemas.entry(version.to_owned()).or_default()
    }
}

impl Schema {
    pub(crate) fn structure(&self, name: &str) -> Option<&Structure> {
        self.structures.get(name)
    }

    /// All structures, in no order.
    pub(crate) fn structures(&self) -> impl Iterator<Item = &Structure> {
        self.structures.values()
    }

    /// All enumerations with their names, in no order.
    pub(crate) fn enumerations(&self) -> impl Iterator<Item = (&str, &Enumeration)> {
        self.enumerations.iter().map(|(name, enumeration)| (name.as_str(), enumeration))
    }

    pub(crate) fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        self.enumerations.get(name)
    }

    pub(crate) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// What addresses begin with, in the order of the names.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &Root> {
        self.roots.values()
    }

    /// What an address begins with, by a name in any case.
    pub(crate) fn root(&self, name: &str) -> Option<&Root> {
        self.roots.get(&name.to_ascii_lowercase())
    }

    pub(crate) fn add_root(&mut self, root: Root) {
        self.roots.insert(root.name.to_ascii_lowercase(), root);
    }

    /// The operations of a local name, in any case.
    pub(crate) fn operations(&self, name: &str) -> &[Operation] {
        self.operations.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn add_operation(&mut self, name: &str, operation: Operation) {
        self.operations.entry(name.to_ascii_lowercase()).or_default().push(operation);
    }

    pub(crate) fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }

    pub(crate) fn set_document(&mut self, document: String) {
        self.document = Some(document);
    }

    /// Whether a type is another or extends it.
    pub(crate) fn is_derived(&self, name: &str, from: &str) -> bool {
        let mut lineage = std::iter::successors(self.structure(name), |structure| {
            self.structure(structure.base.as_deref()?)
        });
        name == from || lineage.any(|structure| structure.name == from)
    }

    /// The types whose values are of a type: the type itself and those that extend it, abstract ones apart.
    pub(crate) fn instances<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let types = self.choices.get(name);
        let own = types.is_none().then_some(name);
        types.into_iter().flatten().map(String::as_str).chain(own)
    }

    /// Makes a type known, with no property yet if it is new.
    pub(crate) fn add_structure(&mut self, name: &str) -> &mut Structure {
        self.structures
            .entry(name.to_owned())
            .or_insert_with(|| Structure { name: name.to_owned(), ..Structure::default() })
    }

    /// Makes an enumeration type known, with the members of every description of it.
    pub(crate) fn add_enumeration(
        &mut self,
        name: &str,
        is_flags: bool,
        is_evolvable: bool,
        members: impl IntoIterator<Item = String>,
    ) {
        let known = self.enumerations.entry(name.to_owned()).or_default();
        known.is_flags |= is_flags;
        known.is_evolvable |= is_evolvable;
        for member in members {
            if !known.members.contains(&member) {
                known.members.push(member);
            }
        }
    }

    /// Whether a declared type leaves it to each value which of several types it is of.
    pub(crate) fn has_choice(&self, name: &str) -> bool {
        self.choices.contains_key(name)
    }

    /// Makes known which types the values of a declared type may have.
    pub(crate) fn set_choice(&mut self, declared: &str, types: Vec<String>) {
        self.choices.insert(declared.to_owned(), types);
    }

    /// Makes a type known as one that a value of the declared type may have.
    pub(crate) fn add_choice(&mut self, declared: &str, structure: &str) {
        let types = self.choices.entry(declared.to_owned()).or_default();
        if !types.iter().any(|known| known == structure) {
            types.push(structure.to_owned());
        }
    }

    /// Serves a type at an address, and its collection at the address less its last key. Several types may share an
    /// address: those derived from its declared type.
    pub(crate) fn add_route(&mut self, template: Template, structure: &str) {
        let home = template.clone();
        self.add_further_route(template, home, structure);
    }

    /// Serves what lives at one address, its home, at another one too.
    pub(crate) fn add_further_route(&mut self, template: Template, home: Template, structure: &str) {
        if let Some(collection) = template.collection() {
            self.add_one(collection, home.clone(), structure, true);
        }
        self.add_one(template, home, structure, false);
    }

    /// Says which permissions change the entities at an address that is served.
    pub(crate) fn permit(&mut self, template: &Template, permissions: &Permissions) {
        for of in template.collection().iter().chain([template]) {
            if let Ok(at) = self.routes.binary_search_by(|route| route.template.cmp(of)) {
                self.routes[at].permissions.add(permissions);
            }
        }
    }

    fn add_one(&mut self, template: Template, home: Template, structure: &str, is_collection: bool) {
        let at = self.routes.binary_search_by(|route| route.template.cmp(&template)).unwrap_or_else(|at| {
            let permissions = Permissions::default();
            self.routes.insert(at, Route { template, home, types: Vec::new(), is_collection, permissions });
            at
        });
        let Route { types, is_collection: known, .. } = &mut self.routes[at];
        // What is a singleton to one and a collection to the other stays what it was first.
        if *known == is_collection && !types.iter().any(|known| known == structure) {
            types.push(structure.to_owned());
        }
    }
}

impl Enumeration {
    pub(crate) fn members(&self) -> &[String] {
        &self.members
    }

    /// The members of a value: several where they are flags.
    pub(crate) fn parts<'a>(&self, value: &'a str) -> Vec<&'a str> {
        if self.is_flags { value.split(',').map(str::trim).collect() } else { vec![value] }
    }

    /// The first part of a value that only clients which ask for it may know.
    pub(crate) fn hidden<'a>(&self, value: &'a str) -> Option<&'a str> {
        if !self.is_evolvable {
            return None;
        }
        let sentinel = self.members.iter().position(|member| member == SENTINEL)?;
        let later = &self.members[sentinel + 1..];
        self.parts(value).into_iter().find(|part| later.iter().any(|member| member == part))
    }

    /// The first part of a value that is no member.
    pub(crate) fn stranger<'a>(&self, value: &'a str) -> Option<&'a str> {
        self.parts(value).into_iter().find(|part| !self.members.iter().any(|member| member == part))
    }
}

impl Structure {
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.by_name.get(name).map(|at| &self.properties[*at])
    }

    /// The same by a name in any case, as in an address.
    pub(crate) fn property_in_path(&self, name: &str) -> Option<&Property> {
        let any_case = || self.properties.iter().find(|property| property.name.eq_ignore_ascii_case(name));
        self.property(name).or_else(any_case)
    }

    /// Adds a property unless there is one of its name, and says whether it did: two descriptions of one type
    /// make one type with the properties of both.
    pub(crate) fn add(&mut self, property: Property) -> bool {
        let is_new = self.property(&property.name).is_none();
        if is_new {
            self.by_name.insert(property.name.clone(), self.properties.len());
            self.properties.push(property);
        }
        is_new
    }
}

impl Primitive {
    pub(crate) fn is_number(self) -> bool {
        use Primitive::{Byte, Decimal, Double, Int16, Int32, Int64, Single};
        matches!(self, Byte | Int16 | Int32 | Int64 | Single | Double | Decimal)
    }

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
            Type::Enumeration(name) | Type::Structure(name) | Type::Choice(name) => {
                f.write_str(&service_name(name))
            }
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
        assert_eq!(Primitive::named("Edm.Geography"), None);
    }

    #[test]
    fn types_at_one_address_share_its_route() {
        let mut schema = Schema::default();
        for (path, name) in [("/a/{b}", "t.x"), ("/a/{c}", "t.y"), ("/A/{c}", "t.y"), ("/a/b", "t.z")] {
            schema.add_route(Template::parse(path).unwrap(), name);
        }
        let routes: Vec<_> =
            schema.routes().iter().map(|route| (route.is_collection, route.types.join(" "))).collect();
        let expected = [(true, "t.x t.y"), (false, "t.z"), (false, "t.x t.y")];
        assert_eq!(routes, expected.map(|(is_collection, types)| (is_collection, types.to_owned())));
    }
}
