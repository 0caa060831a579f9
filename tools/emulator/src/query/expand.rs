//! `$expand`, with options of its own in parentheses.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $expand".

use super::options::{Query, Reader, option_name};
use super::split;
use crate::refusals::{Refusal, no_such_property};
use crate::schema::declared_type::DeclaredType;
use crate::schema::types::Type;

/// A navigation property to expand.
pub(crate) struct Expand {
    pub(crate) name: String,
    /// The declared type of the related entities.
    pub(crate) structure: String,
    pub(crate) is_collection: bool,
    /// How many levels deep the property is expanded, by `$levels`.
    pub(crate) levels: usize,
    pub(crate) query: Query,
}

/// Relationships may form cycles, in which each level multiplies the number of entities.
const MAX_DEPTH: usize = 4;
/// The value of `max`.
const MAX_LEVELS: usize = 20;

impl Expand {
    pub(super) fn parse(
        reader: Reader<'_>,
        declared: &DeclaredType<'_>,
        text: &str,
    ) -> Result<Vec<Self>, Refusal> {
        let mut expands: Vec<Self> = Vec::new();
        // The last of several options for one property applies.
        let mut add = |expand: Self| match expands.iter_mut().find(|known| known.name == expand.name) {
            Some(known) => *known = expand,
            None => expands.push(expand),
        };
        for item in split(text, ',')?.into_iter().map(str::trim) {
            if item == "*" {
                let all = declared.properties().filter(|property| property.role.is_navigation());
                for property in all {
                    add(Self::parse_one(reader, declared, &property.name)?);
                }
            } else {
                add(Self::parse_one(reader, declared, item)?);
            }
        }
        Ok(expands)
    }

    fn parse_one(reader: Reader<'_>, declared: &DeclaredType<'_>, text: &str) -> Result<Self, Refusal> {
        let (path, options) = match text.split_once('(') {
            None => (text, ""),
            Some((name, rest)) => {
                let inner = rest.strip_suffix(')');
                (name, inner.ok_or_else(|| Refusal::selection(&format!("Syntax error in '{text}'.")))?)
            }
        };
        let (from, name) = match path.split_once('/') {
            Some((cast, name)) if cast.contains('.') => (declared.cast(cast), name),
            _ => (Some(declared.clone()), path),
        };
        let property = from
            .and_then(|from| from.spelled_in_query(name).declared())
            .ok_or_else(|| Refusal::selection(&no_such_property(name, declared.name())))?;
        if !property.role.is_navigation() {
            return Err(Refusal::selection(&format!(
                "Property '{name}' on type '{}' is not a navigation property or complex property. Only navigation \
                 properties can be expanded.",
                declared.name()
            )));
        }
        let (kind, is_collection) = match &property.kind {
            Type::Collection(item) => (&**item, true),
            kind => (kind, false),
        };
        let (Type::Structure(structure) | Type::Choice(structure)) = kind else {
            return Err(Refusal::not_emulated("the expansion of a property without a type"));
        };
        let Some(related) = DeclaredType::of(reader.schema, kind) else {
            return Err(Refusal::unknown_type(structure));
        };
        if reader.depth == MAX_DEPTH {
            return Err(Refusal::not_emulated(&format!(
                "more than {MAX_DEPTH} expansions inside of each other"
            )));
        }
        let mut query = Query::default();
        let mut levels = 1;
        let inside = Reader { depth: reader.depth + 1, ..reader };
        for option in split(options, ';')?.into_iter().map(str::trim).filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let name = option_name(related.names(), name.strip_prefix('$').unwrap_or(name))?;
            match &*name {
                "levels" if reader.depth > 0 => {
                    return Err(Refusal::not_emulated("`$levels` in an expansion inside of another one"));
                }
                "levels" if is_collection => {
                    return Err(Refusal::not_emulated("`$levels` of an expansion to many entities"));
                }
                "levels" => levels = depth(value)?,
                name @ ("skiptoken" | "deltatoken" | "format") => {
                    return Err(Refusal::not_emulated(&format!("`${name}` inside of $expand")));
                }
                name => inside.option(&related, &mut query, name, value)?,
            }
        }
        Ok(Self { name: property.name.clone(), structure: structure.clone(), is_collection, levels, query })
    }
}

fn depth(text: &str) -> Result<usize, Refusal> {
    match text {
        "max" => Ok(MAX_LEVELS),
        text => text.parse().ok().filter(|levels| (1..=MAX_LEVELS).contains(levels)).ok_or_else(|| {
            Refusal::option(format!("$levels is `max` or a number from 1 to {MAX_LEVELS}, and not '{text}'."))
        }),
    }
}
