//! The properties of entities and complex types.

use super::types::Place;
use super::{Comparison, DifferenceKind, Severity};
use crate::declared::{Property, TypeRef};
use crate::source::Source;
use crate::structure::{self, Access, NavigationProperty, StructureKind, TypeName};
use crate::suggest::{hint, nearest};

/// A property in the metadata.
#[derive(Clone, Copy)]
enum Known<'a> {
    Plain(&'a structure::Property),
    Navigation(&'a NavigationProperty),
}

impl<'a> Known<'a> {
    fn kind(self) -> &'a TypeName {
        match self {
            Self::Plain(property) => &property.kind,
            Self::Navigation(property) => &property.kind,
        }
    }

    fn access(self) -> Access {
        match self {
            Self::Plain(property) => property.access,
            Self::Navigation(property) => property.access,
        }
    }

    fn source(self) -> &'a Source {
        match self {
            Self::Plain(property) => &property.source,
            Self::Navigation(property) => &property.source,
        }
    }

    /// Where it is stated who may set it.
    fn access_source(self) -> &'a Source {
        match self {
            Self::Plain(property) => property.access_source.as_ref(),
            Self::Navigation(property) => property.access_source.as_ref(),
        }
        .unwrap_or(self.source())
    }

    fn is_navigation(self) -> bool {
        matches!(self, Self::Navigation(_))
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn structured(&mut self, kind: StructureKind, properties: &'a [Property]) {
        if !self.is_kind(kind) {
            return;
        }
        for property in properties {
            // An entity without `navigation` needs the override for the macro, too.
            let is_needed = !property.rules.is_navigation && self.is_entity(&property.value.name);
            self.member(&property.name, property.differs.as_ref(), is_needed, |it| {
                it.property(kind, property);
            });
        }
    }

    fn is_entity(&self, name: &TypeRef) -> bool {
        let TypeRef::Known(name) = name else { return false };
        self.metadata.structure(name).is_some_and(|found| found.kind == StructureKind::Entity)
    }

    fn property(&mut self, kind: StructureKind, property: &Property) {
        let Some(known) = self.known(&self.item.type_name, &property.name) else {
            return self.property_is_unknown(property);
        };
        self.access(kind, property, known);
        if kind == StructureKind::Entity {
            self.role(property, known);
        }
        let before = self.found.len();
        self.type_of(&property.name, &property.value, known.kind(), Place::Property);
        if let Some(difference) = self.found.get_mut(before) {
            difference.stated = Some(known.source().clone());
        }
        if let (Known::Plain(known), true) = (known, self.found.len() == before) {
            self.nullability(property, known);
        }
    }

    fn known(&self, type_name: &str, name: &str) -> Option<Known<'a>> {
        self.metadata.lineage(type_name).find_map(|structure| {
            let plain = structure.properties.iter().find(|property| property.name == name);
            let navigation = || structure.navigation.iter().find(|property| property.name == name);
            plain.map(Known::Plain).or_else(|| navigation().map(Known::Navigation))
        })
    }

    fn property_is_unknown(&mut self, property: &Property) {
        let (type_name, name, version) = (&self.item.type_name, &property.name, self.version);
        let plain = self.metadata.properties(type_name).into_iter().map(|property| property.name.as_str());
        let navigation = self.metadata.navigation(type_name).into_iter();
        let near = nearest(name, plain.chain(navigation.map(|property| property.name.as_str())));
        let has = |type_name: &str| self.known(type_name, name).is_some();
        let derived = self.metadata.derived(type_name).into_iter().find(|derived| has(&derived.name));
        let other = self.apis.iter().find(|(other, metadata)| {
            *other != version
                && metadata.lineage(type_name).any(|structure| {
                    structure.properties.iter().any(|property| &property.name == name)
                        || structure.navigation.iter().any(|property| &property.name == name)
                })
        });
        let message = match (near, derived, other) {
            (None, Some(derived), _) => format!(
                "`{type_name}` has no property `{name}`: it is one of `{}`, which derives from it",
                derived.name
            ),
            (None, None, Some((other, _))) => {
                format!("`{type_name}` has no property `{name}` in Graph {version}, but in {other}")
            }
            _ => format!("`{type_name}` has no property `{name}`{}", hint(near)),
        };
        let near = near.map(str::to_owned);
        let stated = self.metadata.structure(type_name).map(|found| found.source.clone());
        let difference =
            self.report(DifferenceKind::UnknownProperty, Some(name), property.position.as_ref(), message);
        difference.near = near;
        difference.stated = stated;
    }

    /// A declaration may be stricter than the metadata about who sets a property.
    fn access(&mut self, kind: StructureKind, property: &Property, known: Known<'_>) {
        let (name, rules) = (&property.name, &property.rules);
        if known.is_navigation() || rules.is_navigation {
            return;
        }
        let (what, key, difference) = match known.access() {
            Access::ReadOnly if !rules.is_read_only => {
                (format!("only the service sets `{name}`"), "read_only", DifferenceKind::ReadOnly)
            }
            // A complex value is written whole.
            Access::CreateOnly
                if kind == StructureKind::Entity && !rules.is_read_only && !rules.is_create_only =>
            {
                (format!("only a create sets `{name}`"), "create_only", DifferenceKind::CreateOnly)
            }
            _ => return,
        };
        let message = format!("{what}: mark it `#[graph({key})]`");
        let difference = self.report(difference, Some(name), property.position.as_ref(), message);
        difference.stated = Some(known.access_source().clone());
    }

    /// What a property of an entity is: the key, a relationship, or neither.
    fn role(&mut self, property: &Property, known: Known<'_>) {
        let (name, rules) = (&property.name, &property.rules);
        let keys = self.metadata.keys(&self.item.type_name);
        let is_key = keys.contains(name);
        let message = match (is_key, rules.is_key) {
            (true, false) => Some(format!("`{name}` is the key: mark it `#[graph(key)]`")),
            (false, true) if rules.is_stated_key => Some(format!("`{name}` is not the key: remove `key`")),
            _ => None,
        };
        let at = property.position.as_ref();
        if let Some(message) = message {
            let stated = self.metadata.lineage(&self.item.type_name).find(|it| !it.keys.is_empty());
            let stated = stated.map(|structure| structure.source.clone());
            self.report(DifferenceKind::Key, Some(name), at, message).stated = stated;
        }
        if known.is_navigation() != rules.is_navigation {
            let message = if known.is_navigation() {
                format!("`{name}` is a navigation property: mark it `#[graph(navigation)]`")
            } else {
                format!("`{name}` is not a navigation property: remove `navigation`")
            };
            let difference = self.report(DifferenceKind::Navigation, Some(name), at, message);
            difference.stated = Some(known.source().clone());
        }
    }

    /// Advice on null: published metadata is not reliable about it.
    fn nullability(&mut self, property: &Property, known: &structure::Property) {
        // An alias may be that of an `Option` or a `Vec`.
        if matches!(property.value.name, TypeRef::Unknown(_)) {
            return;
        }
        let Property { name, value, rules, .. } = property;
        let is_written = !rules.is_read_only && !rules.is_navigation;
        let message = if value.is_collection {
            if known.nullable_items != Some(true) || value.has_optional_items {
                return;
            }
            format!("items of `{name}` may be null: write `Vec<Option<...>>`")
        } else if known.nullable && !value.is_optional && !rules.is_key {
            format!("`{name}` may be null: write `Option<...>`")
        } else if !known.nullable && value.is_optional && !rules.is_not_null && !rules.is_key && is_written {
            format!("`{name}` is never null: mark it `#[graph(not_null)]`")
        } else {
            return;
        };
        let at = property.position.as_ref();
        let difference = self.report(DifferenceKind::Nullability, Some(name), at, message);
        difference.severity = Severity::Advice;
        difference.stated = Some(known.source.clone());
    }
}
