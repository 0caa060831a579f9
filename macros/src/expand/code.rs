//! Emitted code, written as text with the user's tokens in between.
//!
//! Cargo compiles a macro without optimization, so a token that `quote!` makes costs a user's build more
//! instructions than one that the compiler lexes from text. Text for the setters, the handles and the
//! implementations made the `check` of an entity of ten properties a thirtieth cheaper. What an error or an
//! editor may point to, such as the name of a field and its type, stays a token with its span. Text has the
//! span of the attribute, which the tokens of `quote!` have too.

use core::fmt::{self, Write};

use proc_macro::is_available;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Visibility;

/// Code in the making: the tokens so far, and the text after them.
#[derive(Default)]
pub(super) struct Code {
    parts: Vec<TokenStream>,
    text: String,
}

impl Code {
    /// Adds text, in which each bracket is closed.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds formatted text, in which each bracket is closed.
    pub(super) fn line(&mut self, text: fmt::Arguments<'_>) -> &mut Self {
        // Writing into a string cannot fail.
        let _ = self.text.write_fmt(text);
        self
    }

    /// Adds text with words that are replaced, in which each bracket is closed. The text has a `$` before
    /// each word, and no word is the start of another.
    pub(super) fn template<const N: usize>(
        &mut self,
        text: &str,
        words: [(&str, &dyn fmt::Display); N],
    ) -> &mut Self {
        let words = words.map(|(word, replacement)| (word, replacement.to_string()));
        let mut pieces = text.split('$');
        self.text(pieces.next().unwrap_or_default());
        for piece in pieces {
            let found =
                words.iter().find_map(|(word, replacement)| Some((replacement, piece.strip_prefix(word)?)));
            match found {
                Some((replacement, rest)) => self.text(replacement).text(rest),
                None => self.text("$").text(piece),
            };
        }
        self
    }

    /// Adds a line of documentation.
    pub(super) fn doc(&mut self, line: &str) -> &mut Self {
        // Not one search for both, which without optimization takes longer than all else here.
        if line.starts_with('/') || line.contains('\n') || line.contains('\r') {
            return self.line(format_args!("#[doc = {line:?}]"));
        }
        // A comment is one token, which the compiler needs not parse as an attribute.
        self.line(format_args!("///{line}\n"))
    }

    /// Adds tokens of the user.
    pub(super) fn tokens(&mut self, tokens: &impl ToTokens) -> &mut Self {
        let tokens = tokens.to_token_stream();
        // Lexing a piece of text takes a call of the compiler, so nothing divides the text without a reason.
        if !tokens.is_empty() {
            self.end_text();
            self.parts.push(tokens);
        }
        self
    }

    /// Adds a visibility. Nothing points to a plain `pub`, so it stays text.
    pub(super) fn vis(&mut self, vis: &Visibility) -> &mut Self {
        match vis {
            Visibility::Public(_) => self.text(" pub "),
            Visibility::Inherited => self.text(" "),
            Visibility::Restricted(_) => self.tokens(vis),
        }
    }

    /// Adds a pair of brackets with the code that `fill` adds between them.
    pub(super) fn group(&mut self, delimiter: Delimiter, fill: impl FnOnce(&mut Self)) -> &mut Self {
        let mut inner = Self::default();
        fill(&mut inner);
        if inner.parts.is_empty() {
            let (open, close) = match delimiter {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            return self.text(open).text(&inner.text).text(close);
        }
        self.end_text();
        self.parts.push(TokenTree::from(Group::new(delimiter, inner.finish())).into());
        self
    }

    pub(super) fn finish(mut self) -> TokenStream {
        self.end_text();
        self.parts.into_iter().collect()
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(parse(&self.text));
            self.text.clear();
        }
    }
}

/// The tokens of code without any tokens of the user.
fn parse(text: &str) -> TokenStream {
    // `proc_macro2` would lex the text by itself first, which costs more than its tokens would. In a unit test
    // there is no compiler.
    if is_available() {
        return text.parse::<proc_macro::TokenStream>().map_or_else(|error| faulty(text, &error), Into::into);
    }
    text.parse().unwrap_or_else(|error| faulty(text, &error))
}

fn faulty(text: &str, error: &dyn fmt::Display) -> ! {
    unreachable!("{error}: {text}")
}
