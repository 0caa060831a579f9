//! Finds the paths in a source text that start at the crate's root or at a parent module.
//!
//! The text is lexed, not parsed: the input of a macro has no grammar that a parser knows, but its paths must
//! be found too.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path in the crate.
#[derive(Debug)]
pub(crate) struct Found {
    /// The names below the root. Empty for the root itself.
    pub(crate) names: Vec<String>,
    /// The path as written.
    pub(crate) written: String,
    pub(crate) line: usize,
}

/// The findings in a source text.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) paths: Vec<Found>,
    /// The paths of modules that are only compiled for tests.
    pub(crate) tests: Vec<Vec<String>>,
    /// The macros with `#[macro_export]`, which are at the crate's root wherever they are defined.
    pub(crate) exported_macros: Vec<String>,
    /// Constructs that hide a dependency, each with its line.
    pub(crate) violations: Vec<(usize, String)>,
}

/// Reads the source text of a module. `own` contains the crate's names for itself
/// (`extern crate self as name`).
pub(crate) fn read(text: &str, module: &[String], own: &[String]) -> Text {
    let mut finder = Finder { found: Text::default(), own };
    match text.parse::<TokenStream>() {
        Ok(tokens) => finder.walk(&trees(tokens), module),
        Err(error) => finder.found.violations.push((error.span().start().line, format!("no Rust: {error}"))),
    }
    finder.found
}

pub(crate) fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

/// The name of an identifier without `r#`, or `None` for another token.
pub(crate) fn name(tree: Option<&TokenTree>) -> Option<String> {
    let Some(TokenTree::Ident(ident)) = tree else { return None };
    let text = ident.to_string();
    Some(text.strip_prefix("r#").map_or(text.clone(), str::to_owned))
}

pub(crate) fn is_punct(tree: Option<&TokenTree>, wanted: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether `::` starts at an index.
pub(crate) fn is_separator(trees: &[TokenTree], at: usize) -> bool {
    is_punct(trees.get(at), ':') && is_punct(trees.get(at + 1), ':')
}

pub(crate) fn group(tree: Option<&TokenTree>, delimiter: Delimiter) -> Option<&Group> {
    match tree {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

fn line(trees: &[TokenTree], at: usize) -> usize {
    trees.get(at).map_or(0, |tree| tree.span().start().line)
}

/// The index after the item that starts at `start`: after its `;` or its braces.
fn after_item(trees: &[TokenTree], start: usize) -> usize {
    let is_end =
        |tree: &TokenTree| is_punct(Some(tree), ';') || group(Some(tree), Delimiter::Brace).is_some();
    let braces = trees[start..].iter().position(is_end).map_or(trees.len(), |end| start + end + 1);
    // `use a::{b, c};` has a `;` after its braces.
    if name(trees.get(start)).is_some() && is_punct(trees.get(braces), ';') { braces + 1 } else { braces }
}

/// Whether the attribute is `cfg(test)`, or `cfg(all(test, ...))`.
fn is_for_tests(attribute: &Group) -> bool {
    let inner = trees(attribute.stream());
    name(inner.first()).as_deref() == Some("cfg")
        && group(inner.get(1), Delimiter::Parenthesis).is_some_and(|list| needs_test(&trees(list.stream())))
}

fn needs_test(predicates: &[TokenTree]) -> bool {
    predicates.split(|tree| is_punct(Some(tree), ',')).any(|predicate| match predicate {
        [word] => name(Some(word)).as_deref() == Some("test"),
        [word, TokenTree::Group(list)] if name(Some(word)).as_deref() == Some("all") => {
            needs_test(&trees(list.stream()))
        }
        _ => false,
    })
}

/// The first words of the items whose end [`after_item`] finds.
const ITEMS: &[&str] = &[
    "async",
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "macro_rules",
    "mod",
    "pub",
    "static",
    "struct",
    "trait",
    "type",
    "unsafe",
    "use",
];

struct Finder<'a> {
    found: Text,
    own: &'a [String],
}

impl Finder<'_> {
    fn walk(&mut self, trees: &[TokenTree], module: &[String]) {
        let mut at = 0;
        while at < trees.len() {
            at = self.step(trees, at, module);
        }
    }

    /// Reads the construct at an index, and returns the index after it.
    fn step(&mut self, trees: &[TokenTree], at: usize, module: &[String]) -> usize {
        if is_punct(trees.get(at), '#') {
            return self.attribute(trees, at, module);
        }
        match &trees[at] {
            TokenTree::Group(group) => {
                self.walk(&self::trees(group.stream()), module);
                at + 1
            }
            TokenTree::Ident(_) => self.word(trees, at, module),
            TokenTree::Punct(_) | TokenTree::Literal(_) => at + 1,
        }
    }

    fn attribute(&mut self, trees: &[TokenTree], at: usize, module: &[String]) -> usize {
        let is_inner = is_punct(trees.get(at + 1), '!');
        let after = at + 2 + usize::from(is_inner);
        let Some(attribute) = group(trees.get(after - 1), Delimiter::Bracket) else { return at + 1 };
        if is_for_tests(attribute) {
            if is_inner {
                self.found.tests.push(module.to_vec());
                return trees.len();
            }
            return self.test_item(trees, after, module);
        }
        let inner = self::trees(attribute.stream());
        match name(inner.first()).as_deref() {
            Some("doc") => {}
            Some("path") => {
                self.violation(trees, at, "`#[path]` hides which module a file is");
            }
            Some("macro_use") => {
                self.violation(
                    trees,
                    at,
                    "`#[macro_use]` lets rooms use macros without a path: import them with `use`",
                );
            }
            Some("macro_export") => {
                let defined =
                    trees[after..].iter().position(|tree| name(Some(tree)).as_deref() == Some("macro_rules"));
                self.found.exported_macros.extend(defined.and_then(|at| name(trees.get(after + at + 2))));
            }
            _ => {
                self.walk(&inner, module);
                self.texts(&inner, module);
            }
        }
        after
    }

    /// Finds paths in the strings of an attribute: `with = "crate::form"`.
    fn texts(&mut self, trees: &[TokenTree], module: &[String]) {
        for tree in trees {
            match tree {
                TokenTree::Group(group) => self.texts(&self::trees(group.stream()), module),
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let Some(text) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
                        continue;
                    };
                    if !(text.starts_with("crate::") || text.starts_with("super::")) {
                        continue;
                    }
                    let inside = read(text, module, self.own);
                    let line = literal.span().start().line;
                    self.found.paths.extend(inside.paths.into_iter().map(|path| Found { line, ..path }));
                }
                _ => {}
            }
        }
    }

    /// Skips an item that is only compiled for tests. The end of anything else is not known, so it is read.
    fn test_item(&mut self, trees: &[TokenTree], start: usize, module: &[String]) -> usize {
        let mut at = start;
        while is_punct(trees.get(at), '#') && group(trees.get(at + 1), Delimiter::Bracket).is_some() {
            at += 2;
        }
        if !name(trees.get(at)).is_some_and(|word| ITEMS.contains(&word.as_str())) {
            return at;
        }
        let end = after_item(trees, at);
        let item = &trees[at..end];
        if let Some(word) = item.iter().position(|tree| name(Some(tree)).as_deref() == Some("mod"))
            && let Some(test) = name(item.get(word + 1))
        {
            self.found.tests.push([module, &[test]].concat());
        }
        end
    }

    fn word(&mut self, trees: &[TokenTree], at: usize, module: &[String]) -> usize {
        let word = name(trees.get(at)).unwrap_or_default();
        if word == "mod"
            && let Some(inner) = name(trees.get(at + 1))
            && let Some(body) = group(trees.get(at + 2), Delimiter::Brace)
        {
            self.walk(&self::trees(body.stream()), &[module, &[inner]].concat());
            return at + 3;
        }
        let is_start =
            !(at >= 2 && is_separator(trees, at - 2)) || self.is_own_after_leading(trees, at, &word);
        let is_renamed = name(trees.get(at + 1)).as_deref() == Some("as");
        let is_root = word == "crate" || self.own.contains(&word);
        if !is_start || !(is_root || word == "super" || word == "self") {
            return at + 1;
        }
        // `self as u8` is a value.
        if !(is_separator(trees, at + 1) || is_renamed && word != "self") {
            return at + 1;
        }
        let base = match word.as_str() {
            "super" => self.parent(trees, at, module),
            "self" => module.to_vec(),
            _ => Vec::new(),
        };
        self.path(trees, at, base, &word, true)
    }

    /// Whether `name` in `::name::` is a name of the crate for itself.
    fn is_own_after_leading(&self, trees: &[TokenTree], at: usize, word: &String) -> bool {
        let is_leading = at < 3 || !(name(trees.get(at - 3)).is_some() || is_punct(trees.get(at - 3), '>'));
        is_leading && self.own.contains(word)
    }

    fn parent(&mut self, trees: &[TokenTree], at: usize, module: &[String]) -> Vec<String> {
        if let Some((_, parent)) = module.split_last() {
            return parent.to_vec();
        }
        self.violation(trees, at, "`super` leaves the crate");
        Vec::new()
    }

    /// Follows the path that starts at an index. `climbs` is true as long as `super` may follow.
    fn path(
        &mut self,
        trees: &[TokenTree],
        first: usize,
        mut names: Vec<String>,
        written: &str,
        mut climbs: bool,
    ) -> usize {
        let (mut at, mut written) = (first + 1, written.to_owned());
        let line = line(trees, first);
        while is_separator(trees, at) {
            let next = trees.get(at + 2);
            if let Some(tree) = group(next, Delimiter::Brace) {
                self.group(tree, &names, &written, climbs);
                return at + 3;
            }
            if is_punct(next, '*') {
                written.push_str("::*");
                self.found.paths.push(Found { names, written, line });
                return at + 3;
            }
            let Some(word) = name(next) else { break };
            written = format!("{written}::{word}");
            at += 3;
            match word.as_str() {
                "super" if climbs => names = self.parent(trees, at - 1, &names),
                "self" => {}
                _ => {
                    names.push(word);
                    climbs = false;
                }
            }
        }
        self.found.paths.push(Found { names, written, line });
        at
    }

    /// Follows each part of `prefix::{a, b::c, self}`.
    fn group(&mut self, group: &Group, names: &[String], written: &str, climbs: bool) {
        let inner = trees(group.stream());
        for part in inner.split(|tree| is_punct(Some(tree), ',')) {
            let Some(first) = part.first() else { continue };
            let line = line(part, 0);
            if is_punct(Some(first), '*') {
                self.found.paths.push(Found {
                    names: names.to_vec(),
                    written: format!("{written}::*"),
                    line,
                });
            } else if let Some(inside) = self::group(Some(first), Delimiter::Brace) {
                self.group(inside, names, written, climbs);
            } else if let Some(word) = name(Some(first)) {
                let written = format!("{written}::{word}");
                match word.as_str() {
                    "self" => self.path(part, 0, names.to_vec(), &written, climbs),
                    "super" if climbs => {
                        let parent = self.parent(part, 0, names);
                        self.path(part, 0, parent, &written, climbs)
                    }
                    _ => self.path(part, 0, [names, &[word]].concat(), &written, false),
                };
            }
        }
    }

    fn violation(&mut self, trees: &[TokenTree], at: usize, message: &str) {
        self.found.violations.push((line(trees, at), message.to_owned()));
    }
}
