//! `$select`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $select".

use crate::refusals::{Refusal, no_such_property};
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::names::Spelled;
use crate::schema::structure::Role;

/// Which properties a response has. A path into a complex value selects the whole value.
#[derive(Default)]
pub(crate) enum Selection {
    /// What a read without `$select` returns: for most types, all of them.
    #[default]
    Default,
    All,
    /// These properties.
    Some(Vec<Selected>),
}

pub(crate) struct Selected {
    text: String,
    /// The types that it is a property of, if it was written with a cast.
    cast: Option<Vec<String>>,
    name: String,
}

impl Selected {
    /// Whether it selects something of an entity of this type.
    fn is_of(&self, structure: &str) -> bool {
        self.cast.as_ref().is_none_or(|cast| cast.iter().any(|it| it == structure))
    }
}

impl Selection {
    pub(super) fn parse(schema: &Schema, declared: &DeclaredType<'_>, text: &str) -> Result<Self, Refusal> {
        let mut names = Vec::new();
        for item in text.split(',').map(str::trim) {
            if item == "*" {
                return Ok(Self::All);
            }
            let (cast, path) = match item.split_once('/') {
                Some((cast, path)) if cast.contains('.') => (Some(cast), path),
                _ => (None, item),
            };
            let from = match cast {
                None => declared.clone(),
                Some(cast) => declared.cast(cast).ok_or_else(|| {
                    let name = declared.name();
                    Refusal::selection(&format!("The type '{cast}' is not derived from the type '{name}'."))
                })?,
            };
            // Only the first segment matters: a path into a complex value selects the whole value.
            let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
            let name = match from.spelled_in_query(name) {
                Spelled::Declared(property) => property.name.as_str(),
                Spelled::Unknown if from.is_open() => name,
                _ => return Err(Refusal::selection(&no_such_property(name, from.name()))),
            };
            let text = if cast.is_some() {
                format!("{}/{name}{rest}", from.name())
            } else {
                format!("{name}{rest}")
            };
            let cast = cast.map(|_| schema.instances(from.name()).map(str::to_owned).collect());
            names.push(Selected { text, cast, name: name.to_owned() });
        }
        Ok(Self::Some(names))
    }

    /// Whether an entity of this type is written with this property. Navigation properties are written only
    /// by `$expand`.
    pub(crate) fn shows(&self, structure: &str, name: &str, role: Role) -> bool {
        match self {
            _ if role.is_navigation() => false,
            Self::Default | Self::All => true,
            Self::Some(names) => names.iter().any(|it| it.name == name && it.is_of(structure)),
        }
    }

    /// The names that are selected of an entity of this type. `None` if nothing is selected, or everything.
    pub(crate) fn names_for(&self, structure: &str) -> Option<Vec<&str>> {
        match self {
            Self::Default | Self::All => None,
            Self::Some(names) => {
                Some(names.iter().filter(|it| it.is_of(structure)).map(|it| it.name.as_str()).collect())
            }
        }
    }

    /// The names for `@odata.context`.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Default | Self::All => Vec::new(),
            Self::Some(names) => names.iter().map(|selected| selected.text.as_str()).collect(),
        }
    }
}
