//! Adds generated items to a file that exists. What is there is never changed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use similar::TextDiff;
use syn_2::spanned::Spanned;
use syn_2::{Item, ItemUse, UseTree};

use crate::generate::{Generated, import};
use crate::render::formatted;

/// A file with generated items added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text of the file: all of the old text, and the new items.
    pub text: String,
    /// The names of the items that were added.
    pub added: Vec<String>,
    /// The items that are there and differ from the generated ones. They were left as they are.
    pub different: Vec<Difference>,
    /// The number of items that are there as they would be generated.
    pub unchanged: usize,
}

/// An item of a file that differs from the generated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The name of the item.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// The lines that would change, in the unified format.
    pub diff: String,
}

/// A file that is not valid Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What was expected.
    pub message: String,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for MergeError {}

impl Generated {
    /// Adds the items that a file does not have, and reports those that differ from what it has.
    ///
    /// # Errors
    /// The file is not valid Rust.
    pub fn merge(&self, existing: &str) -> Result<Merged, MergeError> {
        let file = syn_2::parse_file(existing).map_err(|error| {
            let start = error.span().start();
            MergeError { line: start.line, column: start.column + 1, message: error.to_string() }
        })?;
        let declared: HashMap<String, &Item> =
            file.items.iter().filter_map(|item| Some((name(item)?, item))).collect();
        let uses: Vec<&ItemUse> = file.items.iter().filter_map(use_item).collect();
        let mut imported = HashSet::new();
        for item in &uses {
            collect(&item.tree, &mut imported);
        }
        let mut merged =
            Merged { text: String::new(), added: Vec::new(), different: Vec::new(), unchanged: 0 };
        let mut added = String::new();
        for item in &self.items {
            if let Some(existing) = declared.get(&item.name) {
                merged.compare(existing, &item.name, &item.text);
            } else if imported.contains(&item.name) {
                // The item is in another module.
                merged.unchanged += 1;
            } else {
                merged.added.push(item.name.clone());
                added.extend(["\n", &item.text]);
            }
        }
        let missing: BTreeSet<&'static str> = self
            .imports
            .iter()
            .copied()
            .filter(|name| !imported.contains(*name) && mentions(&added, name))
            .collect();
        merged.text = inserted(existing, &uses, &missing);
        if !merged.text.is_empty() && !merged.text.ends_with('\n') {
            merged.text.push('\n');
        }
        merged.text += &added;
        Ok(merged)
    }
}

impl Merged {
    fn compare(&mut self, existing: &Item, name: &str, generated: &str) {
        let expected: TokenStream = generated.parse().unwrap_or_default();
        if words(existing.to_token_stream()) == words(expected) {
            self.unchanged += 1;
            return;
        }
        let current = formatted(&existing.to_token_stream());
        let diff = TextDiff::from_lines(current.as_str(), generated);
        let diff = diff.unified_diff().context_radius(2).to_string();
        self.different.push(Difference { name: name.to_owned(), line: existing.span().start().line, diff });
    }
}

/// Inserts an import of names after the last import from the runtime, or else after the last import.
fn inserted(existing: &str, uses: &[&ItemUse], names: &BTreeSet<&'static str>) -> String {
    if names.is_empty() {
        return existing.to_owned();
    }
    let is_runtime =
        |item: &&&ItemUse| matches!(&item.tree, UseTree::Path(path) if path.ident == "graph_entity");
    let after = uses.iter().rfind(is_runtime).or(uses.last());
    let Some(after) = after else {
        let mut text = existing.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        return format!("{text}\n{}", import(names));
    };
    let line = after.span().end().line;
    let split = existing.split_inclusive('\n').take(line).map(str::len).sum();
    let (before, rest) = existing.split_at(split);
    let separator = if before.ends_with('\n') { "" } else { "\n" };
    format!("{before}{separator}{}{rest}", import(names))
}

/// Whether a name occurs in a text as a word.
fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn use_item(item: &Item) -> Option<&ItemUse> {
    if let Item::Use(item) = item { Some(item) } else { None }
}

/// Adds the names that an import brings in.
fn collect(tree: &UseTree, names: &mut HashSet<String>) {
    match tree {
        UseTree::Path(path) => collect(&path.tree, names),
        UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        UseTree::Rename(rename) => {
            names.insert(rename.rename.to_string());
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, names)),
        UseTree::Glob(_) => {}
    }
}

/// Returns the tokens as words, without trailing commas and spaces, which formatters add and remove.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    add_words(tokens, &mut found);
    found
}

fn add_words(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                found.push(open.to_owned());
                add_words(group.stream(), found);
                close_after_comma(close, found);
            }
            TokenTree::Punct(punct) if punct.as_char() == '>' => close_after_comma(">", found),
            other => found.push(other.to_string()),
        }
    }
}

/// Adds a word that ends a list, in place of a comma after the last element.
fn close_after_comma(word: &str, found: &mut Vec<String>) {
    if found.last().is_some_and(|last| last == ",") {
        found.pop();
    }
    found.push(word.to_owned());
}
