//! Declared types: the types that values at an address or of a property may have.

use crate::schema::model::Schema;
use crate::schema::names::{Names, Spelled};
use crate::schema::structure::{Property, Structure};
use crate::schema::types::Type;

/// A declared type: a structure and the types derived from it, or the unnamed base of several types.
#[derive(Clone)]
pub(crate) struct DeclaredType<'a> {
    schema: &'a Schema,
    /// `None` if several types share an address, and their common base is not known.
    base: Option<&'a Structure>,
    /// The types that values may have, without abstract ones.
    types: Vec<&'a Structure>,
}

/// The base type of the directory's entities: users, groups, devices. In queries the directory accepts the
/// properties of all of them without a cast. Source: Microsoft Graph, "List group members".
pub(crate) const DIRECTORY: &str = "microsoft.graph.directoryObject";

/// The type of users, which have two keys.
pub(crate) const USER: &str = "microsoft.graph.user";

/// The property of a user with the second key.
pub(crate) const PRINCIPAL_NAME: &str = "userPrincipalName";

/// The base type of all of Graph's entity types, which several types at one address have in common.
pub(crate) const BASE: &str = "microsoft.graph.entity";

impl<'a> DeclaredType<'a> {
    /// Returns the type with this name and all types derived from it, or `None` if the name is unknown.
    pub(crate) fn named(schema: &'a Schema, name: &str) -> Option<Self> {
        let base = schema.structure(name);
        let types: Vec<_> = schema.instances(name).filter_map(|name| schema.structure(name)).collect();
        (base.is_some() || !types.is_empty()).then_some(Self { schema, base, types })
    }

    /// Returns what these types have in common, or the type itself if there is only one.
    pub(crate) fn common(schema: &'a Schema, names: &[String]) -> Self {
        match names {
            [only] => Self::named(schema, only).unwrap_or(Self { schema, base: None, types: Vec::new() }),
            names => {
                let types = names.iter().filter_map(|name| schema.structure(name)).collect();
                Self { schema, base: None, types }
            }
        }
    }

    /// Returns the declared type of a property's value, or `None` if the value has no properties.
    pub(crate) fn of(schema: &'a Schema, kind: &Type) -> Option<Self> {
        match kind {
            Type::Structure(name) | Type::Choice(name) => Self::named(schema, name),
            _ => None,
        }
    }

    /// A property of the base, or one that all of the types have. Any other property needs a cast.
    pub(crate) fn property(&self, name: &str) -> Option<&'a Property> {
        if let Some(base) = self.base {
            return base.property(name);
        }
        let property = self.types.first()?.property(name)?;
        self.types.iter().all(|structure| structure.property(name).is_some()).then_some(property)
    }

    /// A property by its name as a request spells it.
    pub(crate) fn spelled(&self, name: &str) -> Spelled<&'a Property> {
        match self.base {
            Some(base) => base.spelled(name),
            None => Names::AnyCase.find(self.properties(), name, |property| &property.name),
        }
    }

    /// Like [`spelled`](Self::spelled), in a query.
    pub(crate) fn spelled_in_query(&self, name: &str) -> Spelled<&'a Property> {
        let is_directory = self.base.is_some_and(|base| base.name == DIRECTORY);
        let of_derived = || {
            let mut types = self.types.iter().filter(|_| is_directory);
            types.find_map(|it| it.spelled(name).declared()).map_or(Spelled::Unknown, Spelled::Declared)
        };
        self.spelled(name).or_else(of_derived)
    }

    /// A navigation property of derived types, with what the types of its entities have in common.
    pub(crate) fn navigation_of_derived(&self, name: &str) -> Option<(&'a Property, Self)> {
        let properties = self.types.iter().filter_map(|structure| structure.spelled(name).declared());
        let properties: Vec<_> = properties.filter(|property| property.role.is_navigation()).collect();
        let first = *properties.first()?;
        if properties.iter().any(|property| property.is_collection() != first.is_collection()) {
            return None;
        }
        let mut names: Vec<String> = Vec::new();
        for property in &properties {
            let (Type::Structure(name) | Type::Choice(name)) = property.item() else { return None };
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Some((first, Self::common(self.schema, &names)))
    }

    /// How the names of its properties are compared.
    pub(crate) fn names(&self) -> Names {
        self.base.map_or(Names::default(), |base| base.names)
    }

    /// Whether values may have properties that are not declared.
    pub(crate) fn is_open(&self) -> bool {
        self.base.is_some_and(|base| base.is_open)
    }

    /// The type of a cast: one that derives from this type, or this type itself. Its name is in any case.
    pub(crate) fn cast(&self, name: &str) -> Option<Self> {
        let name = self.schema.structure_name(name)?;
        let is_derived = self.base.is_some_and(|base| self.schema.is_derived(name, &base.name));
        if is_derived || self.allows(name) { Self::named(self.schema, name) } else { None }
    }

    /// The properties that all of the types have.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &'a Property> {
        let first = self.base.or(self.types.first().copied());
        let properties = first.map_or(&[][..], |structure| structure.properties.as_slice());
        properties.iter().filter(|property| self.property(&property.name).is_some())
    }

    /// The name in errors.
    pub(crate) fn name(&self) -> &str {
        self.base.map_or(BASE, |base| &base.name)
    }

    /// Whether a value may be of a type.
    pub(crate) fn allows(&self, name: &str) -> bool {
        self.instance(name).is_some()
    }

    /// Whether a type differs from the declared one.
    pub(crate) fn is_derived(&self, name: &str) -> bool {
        self.base.is_none_or(|base| base.name != name)
    }

    /// Whether it is a type or derives from it, so that what applies to that type applies to this one. For
    /// several types without a known base, one of them is enough.
    pub(crate) fn is(&self, name: &str) -> bool {
        match self.base {
            Some(base) => self.schema.is_derived(&base.name, name),
            None => self.allows(name),
        }
    }

    /// The base, or the types without a known base.
    pub(super) fn structures(&self) -> impl Iterator<Item = &'a Structure> {
        let types = if self.base.is_some() { &[][..] } else { &self.types[..] };
        self.base.into_iter().chain(types.iter().copied())
    }

    /// Whether a type derives from the declared one.
    pub(crate) fn has_derived(&self, name: &str) -> bool {
        self.base.is_some_and(|base| self.schema.is_derived(name, &base.name))
    }

    /// The type of a value without a type annotation: the declared type, unless it is abstract or unknown.
    pub(crate) fn default_type(&self) -> Option<&'a Structure> {
        let base = self.base?;
        self.allows(&base.name).then_some(base)
    }

    /// The first of the types that values may have.
    pub(crate) fn first(&self) -> Option<&'a Structure> {
        self.types.first().copied()
    }

    /// The first of them that has a property.
    pub(crate) fn with_property(&self, name: &str) -> Option<&'a Structure> {
        self.types.iter().find(|structure| structure.property(name).is_some()).copied()
    }

    /// One of the types that values may have, by its name.
    pub(crate) fn instance(&self, name: &str) -> Option<&'a Structure> {
        self.types.iter().find(|structure| structure.name == name).copied()
    }
}
