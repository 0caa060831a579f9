//! The grammar of attributes: `key`, `key = value` and `key(...)`, separated by commas. Which keys there are
//! is up to the callers.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Token};

use crate::ctxt::Ctxt;
use crate::name::suggest::nearest;

/// One argument of an attribute. Its value is kept as tokens.
pub(crate) struct Arg {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    /// `key`
    None,
    /// `key = tokens`
    Is(TokenStream),
    /// `key(tokens)`
    List(TokenStream),
}

/// Splits at the commas and parses each piece by itself, so that an error in one does not hide another.
pub(crate) fn args(tokens: TokenStream, ctxt: &mut Ctxt) -> Vec<Arg> {
    pieces(tokens)
        .into_iter()
        .filter_map(|piece| arg.parse2(piece).map_err(|error| ctxt.syn(error)).ok())
        .collect()
}

/// Splits at top-level commas. A delimited group is one token, so its commas do not count; neither do those
/// between the angle brackets of a type.
pub(crate) fn pieces(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    let mut depth = 0_usize;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        match (&token, pieces.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' && depth == 0 => {
                pieces.push(TokenStream::new());
            }
            (_, Some(last)) => last.extend([token]),
            (_, None) => pieces.push(token.into()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn arg(input: ParseStream<'_>) -> syn::Result<Arg> {
    // `parse_any`, since `crate` is a key.
    let key = Ident::parse_any(input).map_err(|error| match input.parse::<LitStr>() {
        Ok(text) if text.value().starts_with('/') => syn::Error::new(
            text.span(),
            format_args!("an address has a key: write `path = {:?}`", text.value()),
        ),
        _ => syn::Error::new(error.span(), "expected a key: `key`, `key = value` or `key(...)`"),
    })?;
    let value = if input.is_empty() {
        Value::None
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Value::Is(input.parse()?)
    } else if input.peek(syn::token::Paren) {
        let inner;
        syn::parenthesized!(inner in input);
        Value::List(inner.parse()?)
    } else {
        return Err(input.error(format_args!("expected `,`, `=` or `(` after `{key}`")));
    };
    if input.is_empty() { Ok(Arg { key, value }) } else { Err(input.error("expected `,`")) }
}

/// The arguments of every `#[graph(...)]` in a list of attributes.
pub(crate) fn graph_args(attrs: &[syn::Attribute], ctxt: &mut Ctxt) -> Vec<Arg> {
    let mut found = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("graph")) {
        match &attr.meta {
            syn::Meta::List(list) => found.extend(args(list.tokens.clone(), ctxt)),
            other => {
                ctxt.error(syn::spanned::Spanned::span(other), "expected `#[graph(...)]` with keys inside");
            }
        }
    }
    found
}

impl Arg {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key == key
    }

    pub(crate) fn span(&self) -> Span {
        self.key.span()
    }

    /// Expects a key without a value.
    pub(crate) fn flag(&self, ctxt: &mut Ctxt) -> Option<Span> {
        if let Value::None = self.value {
            return Some(self.span());
        }
        ctxt.error(self.span(), format_args!("`{}` takes no value: write only `{0}`", self.key));
        None
    }

    /// Expects a key with a string.
    pub(crate) fn string(&self, ctxt: &mut Ctxt) -> Option<LitStr> {
        let expected = || format!("expected a string: `{} = \"...\"`", self.key);
        match &self.value {
            Value::Is(tokens) => match syn::parse2::<LitStr>(tokens.clone()) {
                Ok(text) if text.suffix().is_empty() => Some(text),
                Ok(text) => fail(ctxt, text.span(), expected()),
                Err(_) => fail(ctxt, span_of(tokens).unwrap_or_else(|| self.span()), expected()),
            },
            _ => fail(ctxt, self.span(), expected()),
        }
    }

    /// Expects a key with a reason, which is for whoever reads the declaration.
    pub(crate) fn reason(&self, ctxt: &mut Ctxt) -> Option<Span> {
        let text = self.string(ctxt)?;
        if text.value().trim().is_empty() {
            return fail(
                ctxt,
                text.span(),
                "the reason is empty: say why this differs from Graph's metadata".into(),
            );
        }
        Some(self.span())
    }

    /// Expects a key with a whole number, which may be negative.
    pub(crate) fn integer(&self, ctxt: &mut Ctxt) -> Option<i64> {
        let number = match &self.value {
            // A sign is a token of its own, printed with or without a space after it.
            Value::Is(tokens) => tokens.to_string().replace(' ', "").parse().ok(),
            _ => None,
        };
        if number.is_none() {
            ctxt.error(self.span(), format_args!("expected a whole number: `{} = 4`", self.key));
        }
        number
    }

    /// Expects a key with a list of strings in brackets.
    pub(crate) fn strings(&self, ctxt: &mut Ctxt) -> Option<Vec<LitStr>> {
        let expected = || format!("expected a list of strings: `{} = [\"...\", \"...\"]`", self.key);
        let Value::Is(tokens) = &self.value else { return fail(ctxt, self.span(), expected()) };
        let mut tokens = tokens.clone().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Bracket => Some(
                pieces(group.stream())
                    .into_iter()
                    .filter_map(|piece| match syn::parse2::<LitStr>(piece.clone()) {
                        Ok(text) => Some(text),
                        Err(_) => fail(ctxt, span_of(&piece).unwrap_or_else(|| self.span()), expected()),
                    })
                    .collect(),
            ),
            (Some(token), _) => fail(ctxt, token.span(), expected()),
            (None, _) => fail(ctxt, self.span(), expected()),
        }
    }

    /// Reports a key in a `#[graph(...)]` on the item itself.
    pub(crate) fn misplaced(&self, attribute: &str, ctxt: &mut Ctxt) {
        ctxt.error(
            self.span(),
            format_args!(
                "`{}` is in the wrong place: an item's keys go into `#[{attribute}(...)]`",
                self.key
            ),
        );
    }

    /// Returns the key if it is one of `keys`. Otherwise reports it, with the keys there are.
    pub(crate) fn known<'a>(&self, target: &str, keys: &[&'a str], ctxt: &mut Ctxt) -> Option<&'a str> {
        let own = self.key.to_string();
        let found = keys.iter().copied().find(|key| own == *key);
        if found.is_none() {
            self.unknown(target, keys, ctxt);
        }
        found
    }

    /// Reports an unknown key, with the keys there are.
    pub(crate) fn unknown(&self, target: &str, keys: &[&str], ctxt: &mut Ctxt) {
        let hint = nearest(&self.key.to_string(), keys)
            .map_or(String::new(), |key| format!(": did you mean `{key}`?"));
        let list = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        ctxt.error(
            self.span(),
            format_args!("unknown key `{}` on {target}{hint}\nthe keys are {list}", self.key),
        );
    }
}

/// Stores the first value of a key, and reports any other.
pub(crate) fn once<T>(target: &mut Option<T>, arg: &Arg, value: Option<T>, ctxt: &mut Ctxt) {
    if target.is_some() {
        ctxt.error(arg.span(), format_args!("`{}` is given twice: keep one", arg.key));
    } else {
        *target = value;
    }
}

/// The span of the first token.
pub(crate) fn span_of(tokens: &TokenStream) -> Option<Span> {
    tokens.clone().into_iter().next().map(|token| token.span())
}

/// Reports an error and returns `None`.
fn fail<T>(ctxt: &mut Ctxt, at: Span, message: String) -> Option<T> {
    ctxt.error(at, message);
    None
}
