//! `$select`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $select".

use super::declared::Declared;
use crate::model::Role;
use crate::refusal::{Refusal, no_such_property};

/// Which properties an answer has. Of a path into a complex value, the whole value is shown.
#[derive(Default)]
pub(crate) enum Selection {
    #[default]
    All,
    /// As they were written, each with the type that it is a property of, where it was cast, and its name.
    Some(Vec<(String, Option<String>, String)>),
}

impl Selection {
    pub(super) fn parse(declared: &Declared<'_>, text: &str) -> Result<Self, Refusal> {
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
            let name = path.split('/').next().unwrap_or_default();
            if from.property(name).is_none() {
                return Err(Refusal::selection(&no_such_property(name, from.name())));
            }
            names.push((item.to_owned(), cast.map(str::to_owned), name.to_owned()));
        }
        Ok(Self::Some(names))
    }

    /// Whether a property of an entity of this type is shown, unless it is one of navigation.
    pub(crate) fn shows(&self, structure: &str, name: &str, role: Role) -> bool {
        match self {
            _ if role == Role::Navigation => false,
            Self::All => true,
            Self::Some(names) => names
                .iter()
                .any(|(_, cast, known)| known == name && cast.as_ref().is_none_or(|cast| cast == structure)),
        }
    }

    /// As `@odata.context` lists it.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::All => Vec::new(),
            Self::Some(names) => names.iter().map(|(text, ..)| text.as_str()).collect(),
        }
    }
}
