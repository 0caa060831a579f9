//! A declared type: what the values at a place may be.

use crate::schema::model::Schema;
use crate::schema::structure::{Property, Structure};
use crate::schema::types::Type;

/// A declared type: a structure and those that extend it, or the unnamed base of several.
#[derive(Clone)]
pub(crate) struct Declared<'a> {
    schema: &'a Schema,
    /// None where several types share a place and nothing says what they have in common.
    base: Option<&'a Structure>,
    /// The types that values have, abstract ones apart.
    types: Vec<&'a Structure>,
}

/// The declared type of what Graph's directory relates to each other: users, groups, devices. In queries the directory takes the
/// properties of all of them, without a cast. Source: Microsoft Graph, "List group members".
pub(crate) const DIRECTORY: &str = "microsoft.graph.directoryObject";

/// The type from which all of Graph's entity types derive: what several types at one address have in common.
pub(crate) const BASE: &str = "microsoft.graph.entity";

impl<'a> Declared<'a> {
    /// A type by its name, with all that extend it. None for a name that is not known.
    pub(crate) fn named(schema: &'a Schema, name: &str) -> Option<Self> {
        let base = schema.structure(name);
        let types: Vec<_> = schema.instances(name).filter_map(|name| schema.structure(name)).collect();
        (base.is_some() || !types.is_empty()).then_some(Self { schema, base, types })
    }

    /// What these types have in common; the type itself if it is one.
    pub(crate) fn common(schema: &'a Schema, names: &[String]) -> Self {
        match names {
            [only] => Self::named(schema, only).unwrap_or(Self { schema, base: None, types: Vec::new() }),
            names => {
                let types = names.iter().filter_map(|name| schema.structure(name)).collect();
                Self { schema, base: None, types }
            }
        }
    }

    /// The declared type of a property's value. None for what has no properties.
    pub(crate) fn of(schema: &'a Schema, kind: &Type) -> Option<Self> {
        match kind {
            Type::Structure(name) | Type::Choice(name) => Self::named(schema, name),
            _ => None,
        }
    }

    /// A property of the base: one that each of the types has. Another one takes a cast.
    pub(crate) fn property(&self, name: &str) -> Option<&'a Property> {
        if let Some(base) = self.base {
            return base.property(name);
        }
        let property = self.types.first()?.property(name)?;
        self.types.iter().all(|structure| structure.property(name).is_some()).then_some(property)
    }

    /// A property as a query names it.
    pub(crate) fn property_in_query(&self, name: &str) -> Option<&'a Property> {
        let is_directory = self.base.is_some_and(|base| base.name == DIRECTORY);
        let of_derived = || self.types.iter().filter(|_| is_directory).find_map(|it| it.property(name));
        self.property(name).or_else(of_derived)
    }

    /// Whether values may have properties that are not declared.
    pub(crate) fn is_open(&self) -> bool {
        self.base.is_some_and(|base| base.is_open)
    }

    /// The same as [`property`](Self::property) by a name in any case, as in an address.
    pub(crate) fn property_in_path(&self, name: &str) -> Option<&'a Property> {
        let first = self.base.or(self.types.first().copied())?;
        self.property(&first.property_in_path(name)?.name)
    }

    /// The type that a cast names: one that derives from this, or this itself.
    pub(crate) fn cast(&self, name: &str) -> Option<Self> {
        let is_derived = self.base.is_some_and(|base| self.schema.is_derived(name, &base.name));
        if is_derived || self.holds(name) { Self::named(self.schema, name) } else { None }
    }

    /// The properties that all of the types have.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &'a Property> {
        let first = self.base.or(self.types.first().copied());
        let properties = first.map_or(&[][..], |structure| structure.properties.as_slice());
        properties.iter().filter(|property| self.property(&property.name).is_some())
    }

    /// What errors call it.
    pub(crate) fn name(&self) -> &str {
        self.base.map_or(BASE, |base| &base.name)
    }

    /// Whether a value may be of a type.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.instance(name).is_some()
    }

    /// Whether a value of this type is of another type than the declared one.
    pub(crate) fn is_derived(&self, name: &str) -> bool {
        self.base.is_none_or(|base| base.name != name)
    }

    /// Whether it is a type, or extends it: what is said of that one is said of this. Of several types that share a place,
    /// one does.
    pub(crate) fn is(&self, name: &str) -> bool {
        match self.base {
            Some(base) => self.schema.is_derived(&base.name, name),
            None => self.holds(name),
        }
    }

    /// The type of a value that does not say what it is of: the declared one, unless that is abstract or not known.
    pub(crate) fn unsaid(&self) -> Option<&'a Structure> {
        let base = self.base?;
        self.holds(&base.name).then_some(base)
    }

    /// One of the types that values have, by its name.
    pub(crate) fn instance(&self, name: &str) -> Option<&'a Structure> {
        self.types.iter().find(|structure| structure.name == name).copied()
    }
}
