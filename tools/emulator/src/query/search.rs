//! `$search` on the text properties of an entity.
//!
//! OData leaves it to each service what a search looks at. Here it is every property of the type
//! `Edm.String`, compared without case; `"displayName:x"` looks at one property, as in Graph's directory.
//! Terms follow each other, or are joined by `AND`, `OR`, `NOT` and parentheses.
//!
//! Source: Microsoft Graph, "Use the $search query parameter"; OData URL Conventions 4.01, "System Query
//! Option $search".

use std::iter::Peekable;
use std::vec;

use super::budget::{BY_CHARACTER, Budget};
use super::path::Root;
use crate::data::json::Json;
use crate::refusals::Refusal;
use crate::schema::declared_type::DeclaredType;
use crate::schema::names::Names;
use crate::schema::types::{Primitive, Type};

/// A condition on the texts of an entity.
pub(super) enum Search {
    All(Vec<Search>),
    Any(Vec<Search>),
    Not(Box<Search>),
    /// A text in lower case, which one of these properties contains.
    Term(String, Vec<String>),
}

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 100;

impl Search {
    pub(super) fn parse(declared: &DeclaredType<'_>, text: &str) -> Result<Self, Refusal> {
        let texts = declared
            .properties()
            .filter(|property| matches!(property.kind, Type::Primitive(Primitive::String)))
            .map(|property| property.name.clone())
            .collect();
        let mut parser = Parser { texts, tokens: tokens(text)?.into_iter().peekable(), depth: 0 };
        let search = parser.or_expression()?;
        match parser.tokens.next() {
            None => Ok(search),
            Some(_) => Err(Refusal::option("$search has a parenthesis that was not opened.".to_owned())),
        }
    }

    pub(super) fn finds(&self, root: Root<'_>, budget: &Budget) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.finds(root, budget)),
            Self::Any(parts) => parts.iter().any(|part| part.finds(root, budget)),
            Self::Not(part) => !part.finds(root, budget),
            Self::Term(text, properties) => properties.iter().any(|name| {
                let value = root.found.properties.get(name).and_then(Json::as_str);
                value.is_some_and(|value| {
                    let is_affordable = budget.spend_bytes(value.len(), BY_CHARACTER).is_some();
                    is_affordable && value.to_lowercase().contains(text)
                })
            }),
        }
    }
}

#[derive(PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A single word, or a quoted text.
    Phrase(String),
}

struct Parser {
    /// The properties that a search looks at.
    texts: Vec<String>,
    tokens: Peekable<vec::IntoIter<Token>>,
    depth: usize,
}

impl Parser {
    fn or_expression(&mut self) -> Result<Search, Refusal> {
        let mut parts = vec![self.and_expression()?];
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            parts.push(self.and_expression()?);
        }
        Ok(Search::Any(parts))
    }

    /// Adjacent terms are joined like those with `AND`.
    fn and_expression(&mut self) -> Result<Search, Refusal> {
        let mut parts = vec![self.unary_expression()?];
        while self.tokens.peek().is_some_and(|token| !matches!(token, Token::Or | Token::Close)) {
            // `AND` is optional.
            let _ = self.tokens.next_if_eq(&Token::And);
            parts.push(self.unary_expression()?);
        }
        Ok(Search::All(parts))
    }

    fn unary_expression(&mut self) -> Result<Search, Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::option("The recursion limit of $search has been exceeded.".to_owned()));
        }
        let search = match self.tokens.next() {
            Some(Token::Phrase(phrase)) => self.term(&phrase),
            Some(Token::Not) => Search::Not(Box::new(self.unary_expression()?)),
            Some(Token::Open) => {
                let inner = self.or_expression()?;
                if self.tokens.next() != Some(Token::Close) {
                    return Err(Refusal::option("$search has a parenthesis that does not end.".to_owned()));
                }
                inner
            }
            _ => return Err(Refusal::option("$search lacks a term.".to_owned())),
        };
        self.depth -= 1;
        Ok(search)
    }

    /// The property that a phrase names, in any case.
    fn property(&self, name: &str) -> Option<String> {
        Names::AnyCase.find(&self.texts, name, |known| known).declared().cloned()
    }

    fn term(&self, phrase: &str) -> Search {
        let named = phrase.split_once(':').and_then(|(name, rest)| Some((rest, vec![self.property(name)?])));
        let (text, properties) = named.unwrap_or_else(|| (phrase, self.texts.clone()));
        Search::Term(text.trim().to_lowercase(), properties)
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let token = match first {
            '(' | ')' => {
                rest = &rest[1..];
                if first == '(' { Token::Open } else { Token::Close }
            }
            '"' => {
                let (phrase, after) = quoted(&rest[1..])?;
                rest = after;
                Token::Phrase(phrase)
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()".contains(c)).unwrap_or(rest.len());
                let word = &rest[..end];
                rest = &rest[end..];
                match word {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    "NOT" => Token::Not,
                    word => Token::Phrase(word.to_owned()),
                }
            }
        };
        tokens.push(token);
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// Returns the text before the closing quote, and the rest after it. A backslash escapes.
fn quoted(text: &str) -> Result<(String, &str), Refusal> {
    let mut phrase = String::new();
    let mut characters = text.char_indices();
    loop {
        match characters.next() {
            None => return Err(Refusal::option("$search has a quote that does not end.".to_owned())),
            Some((at, '"')) => return Ok((phrase, &text[at + 1..])),
            Some((_, '\\')) => phrase.extend(characters.next().map(|(_, c)| c)),
            Some((_, c)) => phrase.push(c),
        }
    }
}
