//! `$search`, on the texts of an entity.
//!
//! What a search looks at is for each service to say. Here it is every property of the type `Edm.String`, in any case;
//! `"displayName:x"` looks at one property, as Graph's directory does.
//!
//! Source: Microsoft Graph, "Use the $search query parameter".

use super::path::Root;
use crate::declared::Declared;
use crate::model::{Primitive, Type};
use crate::refusal::Refusal;

/// Texts that must all be found.
pub(super) struct Search {
    terms: Vec<Term>,
}

struct Term {
    /// In lower case.
    text: String,
    properties: Vec<String>,
}

impl Search {
    pub(super) fn parse(declared: &Declared<'_>, text: &str) -> Result<Self, Refusal> {
        let texts: Vec<String> = declared
            .properties()
            .filter(|property| matches!(property.kind, Type::Primitive(Primitive::String)))
            .map(|property| property.name.clone())
            .collect();
        let mut terms = Vec::new();
        for phrase in phrases(text)? {
            let named = phrase
                .split_once(':')
                .filter(|(name, _)| texts.iter().any(|known| known == name))
                .map(|(name, rest)| (vec![name.to_owned()], rest));
            let (properties, text) = named.unwrap_or_else(|| (texts.clone(), &phrase));
            terms.push(Term { text: text.trim().to_lowercase(), properties });
        }
        Ok(Self { terms })
    }

    pub(super) fn finds(&self, root: Root<'_>) -> bool {
        self.terms.iter().all(|term| {
            term.properties.iter().any(|name| {
                let value = root.properties.get(name).and_then(|value| value.as_str());
                value.is_some_and(|value| value.to_lowercase().contains(&term.text))
            })
        })
    }
}

/// The quoted phrases and the bare words. `OR` and `NOT` are not served.
fn phrases(text: &str) -> Result<Vec<String>, Refusal> {
    let mut phrases = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut phrase = String::new();
            let mut characters = quoted.char_indices();
            let end = loop {
                match characters.next() {
                    None => {
                        return Err(Refusal::option("$search has a quote that does not end.".to_owned()));
                    }
                    Some((at, '"')) => break at,
                    Some((_, '\\')) => phrase.extend(characters.next().map(|(_, c)| c)),
                    Some((_, c)) => phrase.push(c),
                }
            };
            phrases.push(phrase);
            rest = quoted[end + 1..].trim_start();
            continue;
        }
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        match word {
            "AND" => {}
            "OR" | "NOT" => return Err(Refusal::not_emulated(&format!("`{word}` in a search"))),
            word => phrases.push(word.to_owned()),
        }
        rest = after.trim_start();
    }
    if phrases.is_empty() {
        return Err(Refusal::option("$search is empty.".to_owned()));
    }
    Ok(phrases)
}
