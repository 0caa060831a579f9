//! What tests read of a Markdown file: its prose, its links and the anchors of its headings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a link to a file or a folder of the repository on its host begins with.
const REPOSITORY: [&str; 2] = [
    concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/"),
    concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/"),
];

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The lines outside of fenced blocks.
pub(crate) fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        is_fenced ^= is_fence;
        !is_fence && !is_fenced
    })
}

/// The targets of the links `[text](target)` and of the definitions `[text]: target`.
pub(crate) fn links(text: &str) -> Vec<&str> {
    let definition = |line: &'_ str| line.starts_with('[') && line.contains("]: ");
    let mut found = Vec::new();
    for line in prose(text) {
        if definition(line) {
            found.extend(line.split_once("]: ").map(|(_, target)| target));
        }
        found.extend(line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)));
    }
    found
}

/// The anchor that mdBook and GitHub make of a heading: lower case, a hyphen for each blank, no other
/// punctuation.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

/// What is wrong with a link. `None` if it leads to another site, or if its file and its heading exist. A
/// link to the repository on its host is one to the file here.
pub(crate) fn fault(file: &Path, link: &str) -> Option<String> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let inside = REPOSITORY.iter().find_map(|start| path.strip_prefix(start));
    let target = match inside {
        Some(path) => root().join(path),
        None if link.contains("://") => return None,
        None if path.is_empty() => file.to_owned(),
        None => file.parent()?.join(path),
    };
    if !target.exists() {
        return Some(format!("{}: there is no {link}", file.display()));
    }
    let exists = heading.is_empty() || anchors(&read(&target)).contains(heading);
    (!exists).then(|| format!("{}: {link} has no such heading", file.display()))
}
