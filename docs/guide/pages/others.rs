//! The rules of the pages outside of the guide: their links lead to files and headings that exist, also where a
//! registry or docs.rs shows a page without the repository, and their lines are short.

use std::fs;
use std::path::{Path, PathBuf};

use crate::markdown::{fault, links, prose, read, root};

/// The READMEs of published crates, which are shown without the repository.
const PACKED: [&str; 6] = [
    "runtime/README.md",
    "runtime/model/README.md",
    "macros/README.md",
    "tools/emulator/README.md",
    "tools/schema/README.md",
    "tools/scaffold/README.md",
];

/// The longest line of text, in characters.
const LONGEST: usize = 124;

/// Adds the pages of a folder and of the folders in it, except those that are written by tools.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" || name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn all() -> Vec<PathBuf> {
    let mut found = Vec::new();
    pages(&root(), &mut found);
    // A documentation page of Graph has the links that it has there, and rustdoc checks those of the features' pages.
    let others = ["/tests/check/pages/", "/runtime/src/features/"];
    found.retain(|page| !others.iter().any(|folder| page.to_string_lossy().contains(folder)));
    found
}

/// The labels of links `[text][label]` without a definition `[label]: target`, and of definitions without a
/// link.
fn labels(text: &str) -> Vec<&str> {
    let definition = |line: &'_ str| line.starts_with('[') && line.contains("]: ");
    let lines: Vec<&str> = prose(text).collect();
    let used: Vec<&str> = lines
        .iter()
        .filter(|line| !definition(line))
        .flat_map(|line| line.split("][").skip(1).filter_map(|rest| Some(rest.split_once(']')?.0)))
        .collect();
    let defined: Vec<&str> = lines
        .iter()
        .filter(|line| definition(line))
        .filter_map(|line| Some(line.strip_prefix('[')?.split_once("]: ")?.0))
        .collect();
    let missing = used.iter().filter(|label| !defined.contains(label));
    // `[label]` alone is a link, too.
    let unused =
        defined.iter().filter(|label| !used.contains(label) && !text.contains(&format!("[{label}]")));
    missing.chain(unused).copied().collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    for page in all() {
        let text = read(&page);
        faults.extend(links(&text).into_iter().filter_map(|link| fault(&page, link)));
        faults.extend(labels(&text).into_iter().map(|label| format!("{}: [{label}]", page.display())));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A registry and docs.rs have no other file of the repository.
#[test]
fn a_packed_page_has_no_relative_link() {
    for page in PACKED {
        let text = read(&root().join(page));
        let relative: Vec<_> =
            links(&text).into_iter().filter(|link| !link.contains("://") && !link.starts_with('#')).collect();
        assert!(relative.is_empty(), "{page}: {relative:#?}");
    }
}

#[test]
fn lines_are_short() {
    let mut faults = Vec::new();
    for page in PACKED.into_iter().chain(["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]) {
        let text = read(&root().join(page));
        // Tables and addresses cannot be wrapped.
        let wrapped = prose(&text).filter(|line| !line.starts_with('|') && !line.contains("https://"));
        let long = wrapped.filter(|line| line.chars().count() > LONGEST);
        faults.extend(long.map(|line| format!("{page}: {line}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
