//! `diff`: what changed between two metadata documents.

use std::fmt::Write;

use graph_entity_schema::declared::Item;
use graph_entity_schema::{Change, ChangeKind, Metadata, diff};
use serde_json::{Value, json};

use crate::check::{counted, of_version, versions};
use crate::source::Source;

/// The changes between two documents.
#[derive(Debug)]
pub struct Changes {
    /// The changes, sorted.
    pub changes: Vec<Change>,
    /// Whether source files were given.
    has_source: bool,
}

impl Changes {
    /// Compares two documents. With source files, names the declarations that a change concerns.
    ///
    /// The documents are of `version`, or of the version in which most declarations are.
    pub fn new(old: &Metadata, new: &Metadata, source: Option<&Source>, version: Option<&str>) -> Self {
        let items = source.map_or(&[][..], |source| source.items.as_slice());
        let version = version.map(str::to_owned).or_else(|| most_frequent(items));
        let items = version.map_or_else(|| items.to_vec(), |version| of_version(items, &version));
        Self { changes: diff(old, new, &items), has_source: source.is_some() }
    }

    /// Whether there is a change, or, with source files, one that concerns a declaration.
    pub fn is_concerning(&self) -> bool {
        self.changes.iter().any(|change| !self.has_source || !change.touched.is_empty())
    }

    /// Returns one line for each change, first those that concern a declaration, then a sentence on all.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let (touching, others): (Vec<&Change>, Vec<&Change>) =
            self.changes.iter().partition(|change| !change.touched.is_empty());
        for change in &touching {
            let _ = writeln!(text, "{} {}", sign(change.kind), change.message);
            let _ = writeln!(text, "    concerns {} ({})", list(&change.touched), change.source);
        }
        if !touching.is_empty() && !others.is_empty() {
            text.push('\n');
        }
        for change in &others {
            let _ = writeln!(text, "{} {}", sign(change.kind), change.message);
        }
        let all = counted(self.changes.len(), "change");
        let _ = if self.has_source {
            writeln!(text, "{all}, {} of them to what is declared", touching.len())
        } else {
            writeln!(text, "{all}")
        };
        text
    }

    /// Returns the same for programs.
    pub fn to_json(&self) -> Value {
        let of = |change: &Change| {
            json!({
                "kind": change.kind.name(),
                "element": change.element.name(),
                "subject": change.subject,
                "member": change.member,
                "message": change.message,
                "document": change.source.document.to_string(),
                "documentLine": change.source.line,
                "declarations": change.touched,
            })
        };
        json!({ "changes": self.changes.iter().map(of).collect::<Vec<_>>() })
    }
}

fn sign(kind: ChangeKind) -> char {
    match kind {
        ChangeKind::Added => '+',
        ChangeKind::Removed => '-',
        ChangeKind::Changed => '~',
        ChangeKind::Deprecated => '!',
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The version that most items have.
fn most_frequent(items: &[Item]) -> Option<String> {
    let count = |version: &String| items.iter().filter(|item| item.version() == Some(version)).count();
    versions(items).into_iter().max_by_key(count)
}
