//! The files of a crate as rooms, and the dependencies between the rooms.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::finder::{self, Found, Text, group, is_punct, is_separator, name};
use crate::rooms;

/// The files of a crate.
pub(crate) struct Crate {
    /// Source texts by path below `src`, with `/` as the separator.
    files: BTreeMap<String, String>,
}

/// Where a name at the crate's root comes from.
#[derive(Clone)]
enum Root {
    Room(String),
    /// An item of `lib.rs`, or of another crate.
    Outside,
}

/// A dependency of one room on another.
struct Use {
    file: String,
    line: usize,
    written: String,
    from: String,
    to: String,
}

impl Crate {
    /// Reads every `.rs` file of a folder.
    pub(crate) fn read(src: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![src.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let below = path.strip_prefix(src).expect("a path below src");
                    let below = below.components().map(|part| part.as_os_str().to_string_lossy());
                    files.insert(
                        below.collect::<Vec<_>>().join("/"),
                        fs::read_to_string(&path).expect("a source text"),
                    );
                }
            }
        }
        Self { files }
    }

    /// Creates a crate from files: paths and texts.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    /// All violations of the order of rooms, each with its file and line.
    pub(crate) fn violations(&self) -> Vec<String> {
        let Some(lib) = self.files.get("lib.rs") else {
            return vec!["lib.rs:1: there is no such file".into()];
        };
        let (listed, mut violations) = rooms::listed(lib);
        let own = own_names(lib);
        let sources: BTreeMap<&str, (Vec<String>, Text)> = self
            .files
            .iter()
            .filter(|(path, _)| !is_outside(path))
            .map(|(path, text)| {
                let module = module(path);
                let read = finder::read(text, &module, &own);
                (path.as_str(), (module, read))
            })
            .collect();
        let lib_text = finder::read(lib, &[], &own);
        let tests: Vec<&Vec<String>> =
            sources.values().map(|(_, text)| text).chain([&lib_text]).flat_map(|text| &text.tests).collect();
        let is_test = |module: &[String]| tests.iter().any(|test| module.starts_with(test));
        let rooms: BTreeSet<&String> = sources
            .values()
            .filter(|(module, _)| !is_test(module))
            .filter_map(|(module, _)| module.first())
            .collect();

        let order: BTreeMap<&str, usize> =
            listed.iter().zip(0..).map(|(room, place)| (room.name.as_str(), place)).collect();
        for room in &listed {
            if !rooms.contains(&room.name) {
                violations.push(format!(
                    "lib.rs:{}: room `{}` is listed, and there is no such module",
                    room.line, room.name
                ));
            }
        }
        for room in &rooms {
            if !order.contains_key(room.as_str()) {
                violations.push(format!("lib.rs:1: room `{room}` is missing from the list of rooms"));
            }
        }

        let mut at_root = root_names(lib, &rooms, &mut violations);
        for (module, text) in sources.values().filter(|(module, _)| !is_test(module)) {
            let Some(from) = module.first() else { continue };
            at_root.extend(text.exported_macros.iter().map(|name| (name.clone(), Root::Room(from.clone()))));
        }
        violations.extend(
            lib_text.violations.iter().map(|(line, violation)| format!("lib.rs:{line}: {violation}")),
        );

        let mut uses = Vec::new();
        for (file, (module, text)) in sources.iter().filter(|(_, (module, _))| !is_test(module)) {
            let Some(from) = module.first() else { continue };
            violations.extend(
                text.violations.iter().map(|(line, violation)| format!("{file}:{line}: {violation}")),
            );
            for path in &text.paths {
                match target(path, &rooms, &at_root) {
                    Ok(Some(to)) if to != *from => uses.push(Use {
                        file: (*file).to_owned(),
                        line: path.line,
                        written: path.written.clone(),
                        from: from.clone(),
                        to,
                    }),
                    Ok(_) => {}
                    Err(why) => violations.push(format!("{file}:{}: `{}`: {why}", path.line, path.written)),
                }
            }
        }
        violations.extend(uses.iter().filter_map(|found| upward(found, &uses, &order)));
        violations
    }
}

/// The violation of a room that uses one below it, or `None` if the other is above.
fn upward(found: &Use, uses: &[Use], order: &BTreeMap<&str, usize>) -> Option<String> {
    let Use { file, line, written, from, to } = found;
    // A room that is not listed has been reported.
    let (mine, other) = (order.get(from.as_str())?, order.get(to.as_str())?);
    if other < mine {
        return None;
    }
    let back = uses.iter().find(|back| back.from == *to && back.to == *from);
    let circle = back.map_or(String::new(), |back| {
        format!(
            "; `{to}` uses `{from}` at {}:{} (`{}`), which makes a circle",
            back.file, back.line, back.written
        )
    });
    Some(format!(
        "{file}:{line}: `{written}`: room `{from}` uses room `{to}`, which stands below it in the list{circle}"
    ))
}

/// The room that a path leads to, or `None` if it leads to `lib.rs` or out of the crate.
fn target(
    path: &Found,
    rooms: &BTreeSet<&String>,
    at_root: &BTreeMap<String, Root>,
) -> Result<Option<String>, &'static str> {
    let Some(first) = path.names.first() else {
        return Err("takes the root as a whole, which hides the rooms that are used: name them");
    };
    if rooms.contains(first) {
        return Ok(Some(first.clone()));
    }
    if first == PRIVATE {
        return Err("is for what macros emit, and hides the rooms that are used: name them");
    }
    match at_root.get(first) {
        Some(Root::Room(taken_from)) => Ok(Some(taken_from.clone())),
        Some(Root::Outside) => Ok(None),
        None => Err("neither a room nor a name that `lib.rs` says where it takes from"),
    }
}

/// The module that re-exports items of the rooms for macro output, as `lib.rs` does for users.
const PRIVATE: &str = "__private";

/// Whether a file belongs to no room.
fn is_outside(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or(path);
    ["lib.rs", "main.rs", "bin"].contains(&first) || first.strip_suffix(".rs").unwrap_or(first) == PRIVATE
}

/// The module path of a file: `a::b` for `a/b.rs` and `a/b/mod.rs`.
fn module(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    path.strip_suffix("/mod").unwrap_or(path).split('/').map(str::to_owned).collect()
}

fn lexed(text: &str) -> Vec<TokenTree> {
    text.parse::<TokenStream>().map(finder::trees).unwrap_or_default()
}

/// The names of the crate for itself: `extern crate self as name;`.
fn own_names(lib: &str) -> Vec<String> {
    let words: Vec<Option<String>> = lexed(lib).iter().map(|tree| name(Some(tree))).collect();
    let is = |word: &Option<String>, wanted: &str| word.as_deref() == Some(wanted);
    words
        .windows(5)
        .filter(|five| {
            is(&five[0], "extern") && is(&five[1], "crate") && is(&five[2], "self") && is(&five[3], "as")
        })
        .filter_map(|five| five[4].clone())
        .collect()
}

/// The names at the crate's root, with the rooms that `lib.rs` imports them from.
fn root_names(lib: &str, rooms: &BTreeSet<&String>, violations: &mut Vec<String>) -> BTreeMap<String, Root> {
    let trees = lexed(lib);
    let mut names = BTreeMap::new();
    let mut at = 0;
    while at < trees.len() {
        let word = name(trees.get(at)).unwrap_or_default();
        match word.as_str() {
            "use" => {
                let end = trees[at..]
                    .iter()
                    .position(|tree| is_punct(Some(tree), ';'))
                    .map_or(trees.len(), |end| at + end);
                imports(&trees[at + 1..end], &[], rooms, &mut names, violations);
                at = end;
            }
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "mod" | "union" => {
                if let Some(item) = name(trees.get(at + 1)) {
                    names.entry(item).or_insert(Root::Outside);
                }
            }
            "macro_rules" => {
                if let Some(item) = name(trees.get(at + 2)) {
                    names.entry(item).or_insert(Root::Outside);
                }
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// Reads a part of a `use` tree of `lib.rs`. `prefix` is the path before it.
fn imports(
    tree: &[TokenTree],
    prefix: &[String],
    rooms: &BTreeSet<&String>,
    names: &mut BTreeMap<String, Root>,
    violations: &mut Vec<String>,
) {
    let mut path = prefix.to_vec();
    let mut at = if is_separator(tree, 0) { 2 } else { 0 };
    while let Some(word) = name(tree.get(at)) {
        // `self::a` and `crate::a` are `a`, and `a::{self}` is `a`.
        if word != "self" && word != "crate" {
            path.push(word);
        }
        at += 1;
        if is_separator(tree, at) {
            at += 2;
        } else {
            break;
        }
    }
    let root = match path.first() {
        Some(first) if rooms.contains(first) => Root::Room(first.clone()),
        _ => Root::Outside,
    };
    if let Some(inner) = group(tree.get(at), Delimiter::Brace) {
        for part in finder::trees(inner.stream()).split(|tree| is_punct(Some(tree), ',')) {
            imports(part, &path, rooms, names, violations);
        }
    } else if is_punct(tree.get(at), '*') {
        if let Root::Room(room) = root {
            let line = tree[at].span().start().line;
            violations
                .push(format!("lib.rs:{line}: a glob of room `{room}` hides which names are its: name them"));
        }
    } else {
        let renamed = if name(tree.get(at)).as_deref() == Some("as") { name(tree.get(at + 1)) } else { None };
        if let Some(last) = renamed.or_else(|| path.last().cloned()) {
            names.insert(last, root);
        }
    }
}
