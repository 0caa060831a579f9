//! `check`: compares annotated source with metadata.

pub(crate) mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use graph_entity_schema::declared::Item;
use graph_entity_schema::{Apis, Difference, Severity, compare};
use serde_json::{Value, json};

use crate::source::Source;

/// What a comparison of source files with metadata found.
#[derive(Debug)]
pub struct Checked<'a> {
    source: &'a Source,
    /// The differences in the order of the source.
    pub differences: Vec<Difference>,
    /// The number of items of each version without metadata, which were not compared.
    not_compared: BTreeMap<String, usize>,
    /// The versions with metadata.
    versions: Vec<String>,
}

impl<'a> Checked<'a> {
    /// Compares the items of source files with the metadata of each version.
    pub fn new(source: &'a Source, apis: &Apis) -> Self {
        let mut not_compared = BTreeMap::new();
        for version in source.items.iter().filter_map(Item::version) {
            if !apis.contains_key(version) {
                *not_compared.entry(version.to_owned()).or_default() += 1;
            }
        }
        let versions = apis.keys().cloned().collect();
        Self { source, differences: compare(&source.items, apis), not_compared, versions }
    }

    /// Whether the source agrees with the metadata, if advice counts in full or, if not, apart from advice.
    pub fn is_fine(&self, is_strict: bool) -> bool {
        self.count(Severity::Error) == 0 && (!is_strict || self.differences.is_empty())
    }

    /// Returns each difference with its line, then a sentence on all of them.
    pub fn to_text(&self, is_colored: bool) -> String {
        let mut text = report::text(&self.differences, self.source, is_colored);
        for (version, count) in &self.not_compared {
            let what = counted(*count, "declaration");
            let _ = writeln!(
                text,
                "not compared: {what} of Graph {version}; give its metadata, `--csdl {version}=FILE`"
            );
        }
        let (errors, advice) = (self.count(Severity::Error), self.count(Severity::Advice));
        let declared =
            counted(self.source.items.len() - self.not_compared.values().sum::<usize>(), "declaration");
        let verb = if declared.starts_with("1 ") { "agrees" } else { "agree" };
        let graph = format!("Graph {}", self.versions.join(" and "));
        let advice =
            if advice == 0 { String::new() } else { format!(", {} worth a look", counted(advice, "point")) };
        let _ = if errors == 0 {
            writeln!(text, "{declared} {verb} with {graph}{advice}")
        } else {
            writeln!(text, "{} from {graph} in {declared}{advice}", counted(errors, "difference"))
        };
        text
    }

    /// Returns the same for programs.
    pub fn to_json(&self) -> Value {
        json!({
            "differences": report::json(&self.differences),
            "declarations": self.source.items.len(),
            "notCompared": self.not_compared.iter().map(|(version, count)| json!({
                "version": version,
                "declarations": count,
            })).collect::<Vec<_>>(),
        })
    }

    fn count(&self, severity: Severity) -> usize {
        self.differences.iter().filter(|difference| difference.severity == severity).count()
    }
}

/// `1 declaration`, `2 declarations`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("{count} {noun}") } else { format!("{count} {noun}s") }
}

/// The items of one version, with those that have none.
pub(crate) fn of_version(items: &[Item], version: &str) -> Vec<Item> {
    items.iter().filter(|item| item.version().is_none_or(|own| own == version)).cloned().collect()
}

/// The versions that the items have.
pub(crate) fn versions(items: &[Item]) -> BTreeSet<String> {
    items.iter().filter_map(Item::version).map(str::to_owned).collect()
}
