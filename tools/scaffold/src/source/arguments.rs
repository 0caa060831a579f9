//! The grammar of the attributes: `key`, `key = value` and `key(...)`, separated by commas. What is not in it
//! is skipped: the compiler reports it.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn_2::punctuated::Punctuated;
use syn_2::{Attribute, LitStr, Meta, Token};

/// One argument of an attribute.
pub(super) struct Argument {
    pub(super) key: Ident,
    pub(super) value: Value,
}

pub(super) enum Value {
    /// `key`
    None,
    /// `key = tokens`
    Is(TokenStream),
    /// `key(tokens)`
    List(TokenStream),
}

impl Argument {
    /// The string of `key = "..."`.
    pub(super) fn string(&self) -> Option<LitStr> {
        match &self.value {
            Value::Is(tokens) => syn_2::parse2(tokens.clone()).ok(),
            _ => None,
        }
    }

    /// The number of `key = -1`.
    pub(super) fn integer(&self) -> Option<i64> {
        match &self.value {
            Value::Is(tokens) => tokens.to_string().replace(' ', "").parse().ok(),
            _ => None,
        }
    }
}

/// The arguments of an attribute.
pub(super) fn of(attribute: &Attribute) -> Vec<Argument> {
    match &attribute.meta {
        Meta::List(list) => parse(list.tokens.clone()),
        _ => Vec::new(),
    }
}

/// The arguments of every `#[graph(...)]`.
pub(super) fn of_graph(attributes: &[Attribute]) -> Vec<Argument> {
    let attributes = unconditional(attributes);
    attributes.iter().filter(|attribute| attribute.path().is_ident("graph")).flat_map(of).collect()
}

/// The attributes with those inside `cfg_attr(...)`, whatever its condition.
pub(super) fn unconditional(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut found = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("cfg_attr") {
            found.push(attribute.clone());
        } else if let Ok(metas) = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
            let inner = |meta| Attribute { meta, ..attribute.clone() };
            let inner: Vec<Attribute> = metas.into_iter().skip(1).map(inner).collect();
            found.extend(unconditional(&inner));
        }
    }
    found
}

pub(super) fn parse(tokens: TokenStream) -> Vec<Argument> {
    pieces(tokens).into_iter().filter_map(argument).collect()
}

/// Splits at the commas that are not between the angle brackets of a type.
fn pieces(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut pieces = vec![Vec::new()];
    let mut depth = 0_usize;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    pieces.push(Vec::new());
                    continue;
                }
                _ => {}
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.push(token);
        }
    }
    pieces
}

fn argument(piece: Vec<TokenTree>) -> Option<Argument> {
    let mut tokens = piece.into_iter();
    let Some(TokenTree::Ident(key)) = tokens.next() else { return None };
    let value = match tokens.next() {
        None => Value::None,
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => Value::Is(tokens.collect()),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            Value::List(group.stream())
        }
        Some(_) => return None,
    };
    Some(Argument { key, value })
}
