//! What two versions of Graph have in common: an entity that is created under `/beta` is read under `/v1.0`,
//! as far as both declare it.
//!
//! Both versions are addresses of one service, so the entities of both are stored under one of them. Each
//! version leaves out what only the other one declares.
//!
//! Source: Microsoft Graph, "Versioning, support, and breaking change policies for Microsoft Graph".

use crate::schema::address::Address;
use crate::schema::enumeration::Enumeration;
use crate::schema::model::{Model, Schema};
use crate::schema::structure::Structure;

/// The versions that share their entities, which are stored under the first one.
const SHARING: [&str; 2] = ["v1.0", "beta"];

impl Model {
    /// Stores the entities of Graph's versions together, unless only one of them serves any.
    pub(crate) fn share_entities(&mut self) {
        let [home, other] = SHARING;
        let (mut one, mut two) = (self.take(home), self.take(other));
        if one.serves_entities() && two.serves_entities() {
            one.share(home, &two);
            two.share(home, &one);
        }
        *self.schema_mut(home) = one;
        *self.schema_mut(other) = two;
    }

    /// The version under which the entities of a version are stored.
    pub(crate) fn storage<'v>(&'v self, version: &'v str) -> &'v str {
        self.schema(version).map_or(version, |schema| schema.storage(version))
    }

    /// A version that serves a stored entity, with its schema: the one under which the entity is stored,
    /// unless only another one has its address and its type. Without a type, the address alone decides.
    /// `None` if no version serves it.
    pub(crate) fn serving(&self, address: &Address, structure: Option<&str>) -> Option<(&str, &Schema)> {
        let serving = self.schemas().filter(|(version, schema)| {
            schema.storage(version) == address.version
                && schema.serves(address)
                && structure.is_none_or(|name| schema.structure(name).is_some())
        });
        serving.max_by_key(|(version, _)| *version == address.version)
    }
}

impl Schema {
    /// The version under which the entities of this version are stored.
    pub(crate) fn storage<'v>(&'v self, version: &'v str) -> &'v str {
        self.storage.as_deref().unwrap_or(version)
    }

    /// Whether only another version declares a type, so that this one does not show entities and values of
    /// it.
    pub(crate) fn is_foreign(&self, structure: &str) -> bool {
        self.foreign_types.contains(structure)
    }

    fn serves_entities(&self) -> bool {
        !self.routes().is_empty() || self.roots().next().is_some()
    }

    /// Whether an address begins at an entity set or a singleton, or has a template.
    fn serves(&self, address: &Address) -> bool {
        let segments = address.segments();
        let is_root = segments.first().is_some_and(|first| self.root(first).is_some());
        is_root || self.routes().iter().any(|route| route.home.begins(&segments))
    }

    /// Stores the entities under a version, and notes what only the other version declares.
    fn share(&mut self, storage: &str, other: &Self) {
        self.storage = Some(storage.to_owned());
        for theirs in other.structures() {
            match self.structure_mut(&theirs.name) {
                Some(own) => own.share(theirs),
                None => drop(self.foreign_types.insert(theirs.name.clone())),
            }
        }
        for (name, theirs) in other.enumerations() {
            if let Some(own) = self.enumeration_mut(name) {
                own.share(theirs);
            }
        }
    }
}

impl Structure {
    fn share(&mut self, theirs: &Self) {
        for property in &theirs.properties {
            let name = property.name.clone();
            match self.property(&name).map(|own| own.kind.public_name()) {
                Some(own) if own == property.kind.public_name() => {}
                Some(_) => drop(self.disputed.insert(name)),
                None => drop(self.foreign.insert(name, property.clone())),
            }
        }
    }

    /// Whether only another version declares a property.
    pub(crate) fn is_foreign(&self, property: &str) -> bool {
        self.foreign.contains_key(property)
    }

    /// Whether another version declares a property with another type, so that a stored value may not fit this
    /// one.
    pub(crate) fn is_disputed(&self, property: &str) -> bool {
        self.disputed.contains(property)
    }
}

impl Enumeration {
    fn share(&mut self, theirs: &Self) {
        let foreign = theirs.members().iter().filter(|member| !self.members().contains(member));
        self.foreign = foreign.cloned().collect();
    }

    /// Whether only another version declares a member of a value.
    pub(crate) fn is_foreign(&self, value: &str) -> bool {
        !self.foreign.is_empty()
            && self.parts(value).into_iter().any(|part| self.foreign.iter().any(|member| member == part))
    }
}
