//! `$expand`, with options of its own in parentheses.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $expand".

use super::options::{Query, Reader};
use crate::declared::Declared;
use crate::model::Type;
use crate::refusal::{Refusal, no_such_property};

/// A related entity to show, or several.
pub(crate) struct Expand {
    pub(crate) name: String,
    /// The declared type of one of them.
    pub(crate) structure: String,
    pub(crate) is_collection: bool,
    pub(crate) query: Query,
}

impl Expand {
    pub(super) fn parse(
        reader: Reader<'_>,
        declared: &Declared<'_>,
        text: &str,
    ) -> Result<Vec<Self>, Refusal> {
        split(text, ',')?.into_iter().map(|item| Self::one(reader, declared, item.trim())).collect()
    }

    fn one(reader: Reader<'_>, declared: &Declared<'_>, text: &str) -> Result<Self, Refusal> {
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
            .and_then(|from| from.property(name))
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
        let Some(related) = Declared::of(reader.schema, kind) else {
            return Err(Refusal::unknown_type(structure));
        };
        let mut query = Query::default();
        for option in split(options, ';')?.into_iter().map(str::trim).filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            if matches!(name, "$skiptoken" | "$deltatoken" | "$levels" | "$count") {
                return Err(Refusal::not_emulated(&format!("`{name}` inside of $expand")));
            }
            reader.option(&related, &mut query, name.strip_prefix('$').unwrap_or(name), value)?;
        }
        Ok(Self { name: name.to_owned(), structure: structure.clone(), is_collection, query })
    }
}

/// Splits at a separator outside of parentheses and quotes.
fn split(text: &str, separator: char) -> Result<Vec<&str>, Refusal> {
    let (mut parts, mut start, mut depth, mut is_quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' if depth == 100 => return Err(Refusal::selection("The recursion limit has been exceeded.")),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    Ok(parts)
}
