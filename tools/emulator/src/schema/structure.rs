//! Entity types and complex types, with their properties.

use std::collections::{BTreeMap, HashMap, HashSet};

use graph_entity_model::model::PropertyInfo;

use crate::schema::alternate_key::AlternateKey;
use crate::schema::names::{Names, Spelled};
use crate::schema::types::Type;

/// An entity type or a complex type.
#[derive(Default)]
pub(crate) struct Structure {
    pub(crate) name: String,
    /// The base type, if known. Its properties are included in `properties`.
    pub(crate) base: Option<String>,
    /// Whether the type is abstract.
    pub(crate) is_abstract: bool,
    /// Whether values may have undeclared properties.
    pub(crate) is_open: bool,
    /// Whether entities have no stream of their own, as far as the declaration says.
    pub(crate) has_no_stream: bool,
    /// How the names of its properties are compared.
    pub(crate) names: Names,
    /// In the order of the declaration, which is the order in responses.
    pub(crate) properties: Vec<Property>,
    /// The declared alternate keys, with inherited ones.
    pub(crate) alternate_keys: Vec<AlternateKey>,
    /// The index of each property, by name.
    by_name: HashMap<String, usize>,
    /// The properties that only another version of Graph declares, where the versions share their entities.
    pub(crate) foreign: BTreeMap<String, Property>,
    /// The properties that the other version declares with another type.
    pub(super) disputed: HashSet<String>,
}

/// One property of a structure.
#[derive(Clone)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) nullable: bool,
    /// Whether an item of the collection may be null.
    pub(crate) has_nullable_items: bool,
    pub(crate) access: Access,
    pub(crate) role: Role,
}

impl Property {
    /// The property of an annotated type: what its rules mean to the service.
    pub(crate) fn of(info: &PropertyInfo, kind: Type) -> Self {
        let access = match (info.is_read_only(), info.is_create_only()) {
            (true, _) => Access::ReadOnly,
            (false, true) => Access::CreateOnly,
            (false, false) => Access::ReadWrite,
        };
        let role = match (info.is_key(), info.is_navigation()) {
            (true, _) => Role::Key,
            (false, true) => Role::Navigation,
            (false, false) => Role::Data,
        };
        Self {
            name: info.name().to_owned(),
            kind,
            nullable: info.is_nullable(),
            has_nullable_items: false,
            access,
            role,
        }
    }

    /// The type of the value, or of one item of a collection.
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
    /// Only the service.
    ReadOnly,
    /// A create, but not an update.
    CreateOnly,
}

impl Access {
    /// What a property is that a request may not set, or `None` if it may.
    pub(crate) fn refused(self, is_create: bool) -> Option<&'static str> {
        match self {
            Self::ReadWrite => None,
            Self::CreateOnly if is_create => None,
            Self::ReadOnly => Some("read-only"),
            Self::CreateOnly => Some("set on create only"),
        }
    }
}

/// What a property is for its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Key,
    Data,
    /// A navigation property whose entities are stored beneath this one.
    Navigation,
    /// A navigation property whose entities are stored elsewhere.
    Reference,
}

impl Role {
    /// Whether it is a navigation property.
    pub(crate) fn is_navigation(self) -> bool {
        matches!(self, Self::Navigation | Self::Reference)
    }
}

impl Structure {
    /// A type without properties.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        self.position(name).map(|at| &self.properties[at])
    }

    /// The index of a property in the order of the declaration.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Returns a property by its name as a request spells it.
    pub(crate) fn spelled(&self, name: &str) -> Spelled<&Property> {
        match self.property(name) {
            Some(property) => Spelled::Declared(property),
            None => self.names.find(&self.properties, name, |property| &property.name),
        }
    }

    /// Adds a property unless there is one with its name, and returns whether it did. Two declarations of one
    /// type are merged in this way.
    pub(crate) fn add(&mut self, property: Property) -> bool {
        let is_new = self.property(&property.name).is_none();
        if is_new {
            self.by_name.insert(property.name.clone(), self.properties.len());
            self.properties.push(property);
        }
        is_new
    }
}
