//! Adds generated items to a file that exists. What is there is never changed.

mod present;
mod renamed;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::PathBuf;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use similar::TextDiff;
use syn_2::spanned::Spanned;
use syn_2::{File, Item, ItemUse, UseTree};

use self::present::Present;
use crate::generate::{Generated, import, imports};
use crate::render::{Rendered, formatted};
use crate::source::Source;

/// A file with generated items added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The text of the file: all of the old text, and the new items.
    pub text: String,
    /// The names of the items that were added.
    pub added: Vec<String>,
    /// The items that are there and differ from the generated ones. They were left as they are.
    pub different: Vec<Difference>,
    /// The number of items that are there as they would be generated, or in another file.
    pub unchanged: usize,
    /// The names of the items that a macro of the file declares. They were not compared.
    pub in_macros: Vec<String>,
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

/// A file that nothing can be added to: it is not valid Rust, or gives another meaning to a name that the new
/// items use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError {
    /// What is wrong with the file.
    pub kind: MergeErrorKind,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What was expected.
    pub message: String,
}

/// What is wrong with a file that nothing can be added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeErrorKind {
    /// It is not valid Rust.
    Syntax,
    /// A name that new items use has another meaning in it.
    Name,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, line, column, message } = self;
        match kind {
            MergeErrorKind::Syntax => {
                write!(f, "it is not valid Rust: line {line}, column {column}: {message}")
            }
            MergeErrorKind::Name => write!(f, "line {line}: {message}"),
        }
    }
}

impl std::error::Error for MergeError {}

impl Generated {
    /// Adds the items that a file does not have, and reports those that differ from what it has.
    ///
    /// An item that the file has under another name, of the same type of Graph, is there. So is one in a module
    /// of the file, and one that the file uses from elsewhere.
    ///
    /// # Errors
    /// The file is not valid Rust, or a name that the new items use has another meaning in it.
    pub fn merge(&self, existing: &str) -> Result<Merged, MergeError> {
        let file = syn_2::parse_file(existing).map_err(|error| {
            let start = error.span().start();
            MergeError {
                kind: MergeErrorKind::Syntax,
                line: start.line,
                column: start.column + 1,
                message: error.to_string(),
            }
        })?;
        let present = Present::of(&file);
        let mut merged = Merged::default();
        let mut added = Vec::new();
        let (items, versions) = self.named_as_in(existing, &present);
        for item in &items {
            let same_version = |found: &Versions| found.existing.contains(&found.generated);
            let is_same_version = versions.get(&item.name).is_none_or(same_version);
            let is_there = |(_, is_inner): &&(Item, bool)| !is_inner || is_same_version;
            let there: Vec<&Item> =
                present.items(&item.name).iter().filter(is_there).map(|(item, _)| item).collect();
            if !there.is_empty() {
                merged.compare(&there, &item.name, &item.text);
            } else if present.is_in_macro(&item.name) {
                merged.in_macros.push(item.name.clone());
            } else if present.is_elsewhere(&item.name) {
                merged.unchanged += 1;
            } else {
                merged.added.push(item.name.clone());
                added.push(item);
            }
        }
        let used = imports(added.iter().copied());
        for name in &used {
            if let Some(line) = present.other_meaning(name) {
                let message = format!(
                    "`{name}` is not that of `graph_entity` here, which the new items need: rename it, or \
                     write them to another file"
                );
                return Err(MergeError { kind: MergeErrorKind::Name, line, column: 1, message });
            }
        }
        let missing = used.into_iter().filter(|name| !present.has_import(name)).collect();
        let added = added.iter().flat_map(|item| ["\n", &item.text]).collect();
        merged.text = inserted(existing, &file, &missing, added);
        Ok(merged)
    }

    /// Returns the items with the names that the file has for their types, and the versions of the types by
    /// their names.
    fn named_as_in(&self, existing: &str, present: &Present) -> (Vec<Rendered>, HashMap<String, Versions>) {
        let parsed =
            |text: &str| Source::parse([(PathBuf::new(), text.to_owned())]).unwrap_or_default().items;
        let (declared, generated) = (parsed(existing), parsed(&self.to_text()));
        let renamed = renamed::names(&generated, &declared, |name| !present.items(name).is_empty());
        let items = self.items.iter().map(|item| {
            if renamed.is_empty() {
                return item.clone();
            }
            let tokens = item.text.parse().map(|tokens| renamed.tokens(tokens));
            Rendered {
                name: renamed.name(&item.name).to_owned(),
                text: tokens.map_or_else(|_| item.text.clone(), |tokens| formatted(&tokens)),
                ..item.clone()
            }
        });
        let mut existing: HashMap<&str, Vec<String>> = HashMap::new();
        for item in &declared {
            existing.entry(&item.name).or_default().extend(item.version().map(str::to_owned));
        }
        let versions = generated.iter().filter_map(|item| {
            let name = renamed.name(&item.name);
            let existing = existing.get(name).cloned().unwrap_or_default();
            Some((name.to_owned(), Versions { generated: item.version()?.to_owned(), existing }))
        });
        (items.collect(), versions.collect())
    }
}

/// The versions of Graph that items of one name have.
struct Versions {
    generated: String,
    existing: Vec<String>,
}

impl Merged {
    /// Compares a generated item with those of its name. One for another configuration may differ.
    fn compare(&mut self, existing: &[&Item], name: &str, generated: &str) {
        let expected = words(generated.parse().unwrap_or_default());
        let is_equal = |item: &&Item| words(item.to_token_stream()) == expected;
        let Some(first) = existing.first().filter(|_| !existing.iter().any(is_equal)) else {
            self.unchanged += 1;
            return;
        };
        let current = formatted(&first.to_token_stream());
        let diff = TextDiff::from_lines(current.as_str(), generated);
        let diff = diff.unified_diff().context_radius(2).to_string();
        self.different.push(Difference { name: name.to_owned(), line: first.span().start().line, diff });
    }
}

/// Inserts imports after the last import from the runtime, or else after the last import, and items at the end,
/// before the tests. The line breaks are those of the file.
fn inserted(existing: &str, file: &File, imports: &BTreeSet<&str>, items: String) -> String {
    if items.is_empty() {
        return existing.to_owned();
    }
    let at_items = end_of_items(existing, file);
    let at_imports = end_of_imports(existing, file).filter(|&at| at <= at_items);
    let is_windows = existing.contains("\r\n");
    let broken = |text: String| if is_windows { text.replace('\n', "\r\n") } else { text };
    let line_break = if is_windows { "\r\n" } else { "\n" };
    let (imports, items) = match (imports.is_empty(), at_imports) {
        (true, _) => (String::new(), items),
        (false, Some(_)) => (import(imports), items),
        (false, None) => (String::new(), format!("\n{}{items}", import(imports))),
    };
    let at_imports = at_imports.unwrap_or_default();
    let (before, rest) = existing.split_at(at_items);
    let (head, body) = before.split_at(at_imports);
    let mut text = String::with_capacity(existing.len() + imports.len() + items.len() + 4);
    for (part, inserted) in [(head, imports), (body, items)] {
        text.push_str(part);
        if !inserted.is_empty() && !text.is_empty() && !text.ends_with('\n') {
            text.push_str(line_break);
        }
        text.push_str(&broken(inserted));
    }
    text + rest
}

/// The position behind the import after which others are added.
fn end_of_imports(existing: &str, file: &File) -> Option<usize> {
    let uses: Vec<&ItemUse> = file.items.iter().filter_map(use_item).collect();
    let is_runtime =
        |item: &&&ItemUse| matches!(&item.tree, UseTree::Path(path) if path.ident == "graph_entity");
    let after = uses.iter().rfind(is_runtime).or(uses.last())?;
    Some(end_of_line(existing, after.span().end().line))
}

/// The position behind the last item that is not a module of tests: nothing comes after these.
fn end_of_items(existing: &str, file: &File) -> usize {
    let tests = file.items.iter().rev().take_while(|item| is_test(item)).count();
    let Some(last) = file.items.len().checked_sub(tests + 1).map(|at| &file.items[at]) else {
        return existing.len();
    };
    let line = last.span().end().line;
    match file.items.get(file.items.len() - tests) {
        Some(first) if first.span().start().line > line => end_of_line(existing, line),
        _ => existing.len(),
    }
}

/// The position behind a line, which is counted from 1.
fn end_of_line(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line).map(str::len).sum()
}

/// Whether an item is a module of tests.
fn is_test(item: &Item) -> bool {
    let Item::Mod(module) = item else { return false };
    module.attrs.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn_2::Ident>().is_ok_and(|condition| condition == "test")
    })
}

fn use_item(item: &Item) -> Option<&ItemUse> {
    if let Item::Use(item) = item { Some(item) } else { None }
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
