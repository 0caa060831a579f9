//! What a file has: items at any depth, items out of macros, imports, and names from elsewhere.

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn_2::{File, Item, ItemMacro, ItemUse, UseTree};

/// The crate that generated items import from.
const RUNTIME: &str = "graph_entity";

/// What a file has.
#[derive(Default)]
pub(super) struct Present {
    /// The items by their names, each with whether it is in a module of the file. An item may be there several
    /// times, for different configurations.
    items: HashMap<String, Vec<(Item, bool)>>,
    /// The names that macros are given, or declare.
    in_macros: HashSet<String>,
    /// The names of imports, with the crate or module that their paths begin with.
    imports: HashMap<String, (String, usize)>,
    /// Whether everything of the runtime is imported.
    has_runtime: bool,
    /// Whether there may be items that the file does not show: `use other::*`, `include!`.
    has_hidden: bool,
    /// The identifiers of the file.
    words: HashSet<String>,
    /// The names behind a module, as in `other::Weekday`.
    qualified: HashSet<String>,
}

impl Present {
    pub(super) fn of(file: &File) -> Self {
        let mut present = Self::default();
        present.add(&file.items, false);
        present.add_words(file.to_token_stream());
        present
    }

    /// The items of a name, each with whether it is in a module of the file.
    pub(super) fn items(&self, name: &str) -> &[(Item, bool)] {
        self.items.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a macro of the file declares an item.
    pub(super) fn is_in_macro(&self, name: &str) -> bool {
        self.in_macros.contains(name)
    }

    /// Whether an item is in another file: it is imported, or named with its module, or the file uses it and
    /// imports everything from somewhere.
    pub(super) fn is_elsewhere(&self, name: &str) -> bool {
        self.imports.contains_key(name)
            || self.qualified.contains(name)
            || (self.has_hidden && self.words.contains(name))
    }

    /// Whether a name of the runtime is imported.
    pub(super) fn has_import(&self, name: &str) -> bool {
        self.has_runtime || self.imports.contains_key(name)
    }

    /// The line at which the file gives a name of the runtime another meaning. Its own modules may pass on what
    /// the runtime has, and a crate that the runtime re-exports may be a dependency of the package, too.
    pub(super) fn other_meaning(&self, name: &str) -> Option<usize> {
        if let Some((item, _)) = self.items(name).iter().find(|(_, is_inner)| !is_inner) {
            return Some(syn_2::spanned::Spanned::span(item).start().line);
        }
        let (first, line) = self.imports.get(name)?;
        let is_known = matches!(first.as_str(), RUNTIME | "crate" | "self" | "super") || first == name;
        (!is_known).then_some(*line)
    }

    fn add(&mut self, items: &[Item], is_inner: bool) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let inner = module.content.as_ref().map_or(&[][..], |(_, items)| items.as_slice());
                    self.add(inner, true);
                }
                Item::Macro(item) => self.add_macro(item, is_inner),
                // What a module of the file imports has no meaning outside of it.
                Item::Use(item) if !is_inner => self.add_import(item),
                _ => {
                    if let Some(name) = name(item) {
                        self.items.entry(name).or_default().push((item.clone(), is_inner));
                    }
                }
            }
        }
    }

    fn add_macro(&mut self, item: &ItemMacro, is_inner: bool) {
        let tokens = &item.mac.tokens;
        let is_definition = item.ident.is_some();
        self.has_hidden |= item.mac.path.is_ident("include");
        match syn_2::parse2::<File>(tokens.clone()) {
            Ok(file) if !is_definition => self.add(&file.items, is_inner),
            _ if is_definition => add_declared(tokens.clone(), &mut self.in_macros),
            _ => each_ident(tokens.clone(), &mut |ident, _| {
                self.in_macros.insert(ident.to_owned());
            }),
        }
    }

    fn add_import(&mut self, item: &ItemUse) {
        let line = item.use_token.span.start().line;
        self.add_tree(&item.tree, None, line);
    }

    fn add_tree(&mut self, tree: &UseTree, first: Option<&str>, line: usize) {
        let mut add = |name: String| {
            let first = first.map_or_else(|| name.clone(), str::to_owned);
            self.imports.insert(name, (first, line));
        };
        match tree {
            UseTree::Path(path) => {
                let own = path.ident.to_string();
                self.add_tree(&path.tree, Some(first.unwrap_or(&own)), line);
            }
            UseTree::Name(name) => add(name.ident.to_string()),
            UseTree::Rename(rename) => add(rename.rename.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_tree(tree, first, line)),
            UseTree::Glob(_) if first == Some(RUNTIME) => self.has_runtime = true,
            UseTree::Glob(_) => self.has_hidden = true,
        }
    }

    fn add_words(&mut self, tokens: TokenStream) {
        each_ident(tokens, &mut |ident, module| {
            self.words.insert(ident.to_owned());
            if module.is_some_and(|module| module != "self" && module.starts_with(char::is_lowercase)) {
                self.qualified.insert(ident.to_owned());
            }
        });
    }
}

/// Calls a function with each identifier, and with the one before it if only `::` is between them.
fn each_ident(tokens: TokenStream, found: &mut impl FnMut(&str, Option<&str>)) {
    let mut before: Option<String> = None;
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                found(&ident, before.as_deref().filter(|_| colons == 2));
                (before, colons) = (Some(ident), 0);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                each_ident(group.stream(), found);
                (before, colons) = (None, 0);
            }
            _ => (before, colons) = (None, 0),
        }
    }
}

/// Adds the names behind `struct`, `enum` and `type`.
fn add_declared(tokens: TokenStream, names: &mut HashSet<String>) {
    let mut is_next = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if is_next => {
                names.insert(ident.to_string());
                is_next = false;
            }
            TokenTree::Ident(ident) => is_next = ["struct", "enum", "type"].iter().any(|word| ident == word),
            TokenTree::Group(group) => {
                add_declared(group.stream(), names);
                is_next = false;
            }
            _ => is_next = false,
        }
    }
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
