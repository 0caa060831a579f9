//! Finds the error texts in a crate's source: every string literal that contains a space.
//!
//! Literals that are not error texts are left out: those in attributes and docs, in code for tests and in
//! `quote!`, code that is written as text, and the docs of emitted items, which start with a space.

use std::fs;
use std::path::Path;

use proc_macro2::{Group, TokenStream, TokenTree};

/// An error text in the source, and its pieces between placeholders.
pub(crate) struct Text {
    pub(crate) file: String,
    pub(crate) literal: String,
    pieces: Vec<String>,
}

impl Text {
    /// Whether an error contains all the pieces, in their order.
    pub(crate) fn is_in(&self, error: &str) -> bool {
        let mut rest = error;
        self.pieces.iter().all(|piece| match rest.split_once(piece.as_str()) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    }
}

/// The errors in the compiler's output, each joined into one line.
pub(crate) fn errors(stderr: &str) -> Vec<String> {
    let mut errors: Vec<String> = Vec::new();
    for line in stderr.lines() {
        match errors.last_mut() {
            Some(last) if !line.starts_with("error") => {
                last.push(' ');
                last.push_str(line);
            }
            _ => errors.push(line.to_owned()),
        }
    }
    errors.iter().map(|error| in_one_line(error)).collect()
}

/// The error texts in the files of a folder, except the files named in `without`.
pub(crate) fn of(src: &Path, without: &[&str]) -> Vec<Text> {
    let mut found = Vec::new();
    let mut folders = vec![src.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let file = path.strip_prefix(src).expect("a path below").to_string_lossy().replace('\\', "/");
            if file == "tests" || file == "tests.rs" || without.contains(&file.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let tokens: TokenStream =
                fs::read_to_string(&path).expect("a source text").parse().expect("Rust's tokens");
            let mut literals = Vec::new();
            walk(tokens, &mut literals);
            literals.retain(|text| text.contains(' ') && !text.starts_with(' '));
            found.extend(literals.into_iter().map(|text| Text {
                file: file.clone(),
                pieces: pieces(&text),
                literal: text,
            }));
        }
    }
    found
}

/// The macros whose input is emitted code.
const EMITTING: &[&str] = &["quote", "quote_spanned", "format_ident"];

/// The methods whose argument is emitted code.
const WRITING: &[&str] = &["text", "line", "template"];

fn walk(tokens: TokenStream, literals: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        match &trees[at] {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = usize::from(is_punct(trees.get(at + 1), '!'));
                if let Some(TokenTree::Group(attribute)) = trees.get(at + 1 + inner) {
                    at += 1 + inner;
                    if attribute.to_string().replace(' ', "") == "[cfg(test)]" {
                        at += trees[at..].iter().position(is_braces).unwrap_or_default();
                    }
                }
            }
            TokenTree::Ident(word)
                if EMITTING.iter().any(|name| word == name) && is_punct(trees.get(at + 1), '!') =>
            {
                at += 2;
            }
            TokenTree::Punct(_) if is_punct(trees.get(at), '.') && is_writing(trees.get(at + 1)) => at += 2,
            TokenTree::Group(group) => walk(group.stream(), literals),
            TokenTree::Literal(literal) => literals.extend(string(&literal.to_string())),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
        at += 1;
    }
}

fn is_writing(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Ident(word)) if WRITING.iter().any(|name| word == name))
}

fn is_punct(tree: Option<&TokenTree>, wanted: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_braces(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if is_braced(group))
}

fn is_braced(group: &Group) -> bool {
    group.delimiter() == proc_macro2::Delimiter::Brace
}

/// The value of a string literal, or `None` for another literal.
fn string(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek().copied()) {
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(escaped)) => {
                chars.next();
                text.push(if escaped == 'n' { '\n' } else { escaped });
            }
            _ => text.push(c),
        }
    }
    Some(text)
}

/// The pieces of a format string between its placeholders, each in one line.
fn pieces(text: &str) -> Vec<String> {
    // Escaped braces are no placeholders: they are set aside while the text is split.
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut pieces = Vec::new();
    for part in text.split('{') {
        let piece =
            if pieces.is_empty() { part } else { part.split_once('}').map_or(part, |(_, after)| after) };
        pieces.push(in_one_line(&piece.replace('\u{1}', "{").replace('\u{2}', "}")));
    }
    pieces
}

/// The text with each run of white space replaced by one space.
fn in_one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        match c {
            c if !c.is_whitespace() => line.push(c),
            _ if line.ends_with(' ') => {}
            _ => line.push(' '),
        }
    }
    line
}
