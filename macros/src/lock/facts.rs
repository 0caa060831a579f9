//! The facts in a lock, by version of Graph.

use std::collections::BTreeMap;

/// The versions of Graph in the order in which an item without a version is compared with them.
pub(crate) const VERSIONS: [&str; 2] = ["v1.0", "beta"];

/// The facts of a lock.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    versions: [Api; VERSIONS.len()],
}

/// The facts about one version of Graph.
#[derive(Debug, Default)]
pub(crate) struct Api {
    /// By their qualified names.
    pub(crate) types: BTreeMap<String, Type>,
    /// By their paths, in which a placeholder is `{}`.
    pub(crate) addresses: BTreeMap<String, Address>,
}

/// A type.
#[derive(Debug)]
pub(crate) enum Type {
    Structured(Structured),
    Enum(Enum),
}

/// Whether a structured type is an entity or a complex type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Entity,
    Complex,
}

/// An entity or a complex type, without the properties of its base.
#[derive(Debug)]
pub(crate) struct Structured {
    pub(crate) form: Form,
    pub(crate) base: Option<String>,
    pub(crate) properties: BTreeMap<String, Property>,
}

/// An enumeration type.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) is_flags: bool,
    /// The members with their numbers, which are `None` if they come from a documentation page.
    pub(crate) members: BTreeMap<String, Option<i64>>,
}

/// A property, or the parameter of an action or a function.
#[derive(Debug)]
pub(crate) struct Property {
    pub(crate) ty: TypeRef,
    pub(crate) rules: Vec<Rule>,
}

/// The type of a property or of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeRef {
    /// The qualified name of the type, or of the items of a collection.
    pub(crate) name: String,
    pub(crate) is_collection: bool,
}

/// A rule of a property, named after the key of a field that states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    ReadOnly,
    CreateOnly,
    NotNull,
    Navigation,
    Key,
}

/// What an address leads to.
#[derive(Debug)]
pub(crate) enum Address {
    /// An entity of one of these types.
    Entity(Vec<String>),
    Call(Call),
}

/// An action or a function, with the parameters of all its overloads.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) sort: CallSort,
    pub(crate) result: Option<TypeRef>,
    pub(crate) parameters: BTreeMap<String, Property>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallSort {
    Action,
    Function,
}

impl Facts {
    pub(super) fn api_mut(&mut self, version: &str) -> Option<&mut Api> {
        VERSIONS.iter().position(|known| *known == version).map(|at| &mut self.versions[at])
    }

    /// Each version with its facts.
    pub(crate) fn apis(&self) -> impl Iterator<Item = (&'static str, &Api)> {
        VERSIONS.into_iter().zip(&self.versions)
    }
}

impl Api {
    /// A version without facts.
    pub(crate) const NOTHING: Self = Self { types: BTreeMap::new(), addresses: BTreeMap::new() };

    /// A structured type and its bases, the nearest first. Ends at a base that the lock does not have.
    pub(crate) fn lineage(&self, name: &str) -> impl Iterator<Item = &Structured> {
        let mut next = self.types.get(name);
        // The limit ends the iteration if the lock has a type that derives from itself.
        core::iter::from_fn(move || {
            let Type::Structured(found) = next? else { return None };
            next = found.base.as_ref().and_then(|base| self.types.get(base));
            Some(found)
        })
        .take(self.types.len())
    }

    /// The property of a structured type, its own or that of a base.
    pub(crate) fn property(&self, type_name: &str, wire: &str) -> Option<&Property> {
        self.lineage(type_name).find_map(|found| found.properties.get(wire))
    }

    /// The base of a structured type, or of one of its bases, that the lock does not have.
    pub(crate) fn missing_base(&self, name: &str) -> Option<&str> {
        let mut bases = self.lineage(name).filter_map(|found| found.base.as_deref());
        bases.find(|base| !matches!(self.types.get(*base), Some(Type::Structured(_))))
    }

    /// Whether a type is another one or derives from it.
    pub(crate) fn derives(&self, name: &str, base: &str) -> bool {
        name == base || self.lineage(name).any(|found| found.base.as_deref() == Some(base))
    }
}

impl Property {
    pub(crate) fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }
}
