//! `cargo graph-entity show`.

use cargo_graph_entity::{Catalog, Description, MemberDescription};
use serde_json::{Value, json};

use crate::CommandError;
use crate::args::Show;
use crate::document::Document;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &Show, terminal: &Terminal) -> Result<(), CommandError> {
    let asked = std::slice::from_ref(&arguments.entity);
    let document = Document::read(&arguments.source, asked)?;
    let catalog = Catalog::new(&document.metadata);
    let found = catalog.show(&arguments.entity).map_err(|error| document.not_found(&error, asked))?;
    if arguments.json { Terminal::json(&json(&found)) } else { Terminal::print(&text(&found, terminal)) }
}

fn text(found: &Description, terminal: &Terminal) -> String {
    let name = terminal.strong(&found.name);
    let mut lines = vec![format!("{}  ({})", joined(found.sort, &found.words, &name), found.source)];
    lines.extend(found.description.clone());
    lines.extend(found.deprecation.as_ref().map(|text| format!("deprecated {text}")));
    for (title, names) in [
        ("extends", &found.extends),
        ("extended by", &found.extended_by),
        ("addresses", &found.addresses),
        ("operations", &found.operations),
    ] {
        if !names.is_empty() {
            lines.extend([String::new(), terminal.strong(title)]);
            lines.extend(names.iter().map(|name| format!("  {name}")));
        }
    }
    if !found.members.is_empty() {
        let title = if found.sort == "enum" { "members" } else { "properties" };
        lines.extend([String::new(), terminal.strong(title)]);
        let width = found.members.iter().map(|member| member.name.len()).max().unwrap_or_default();
        lines.extend(found.members.iter().map(|MemberDescription { name, value, words, source }| {
            let line = terminal.faint(&format!(":{}", source.line));
            format!("  {name:<width$}  {}", joined(value.as_deref().unwrap_or_default(), words, &line))
        }));
    }
    lines.join("\n") + "\n"
}

/// Returns words with spaces between them.
fn joined(first: &str, words: &[&str], last: &str) -> String {
    [&[first], words, &[last]].concat().join(" ").trim_start().to_owned()
}

fn json(found: &Description) -> Value {
    let members = found.members.iter().map(|member| {
        json!({
            "name": member.name,
            "value": member.value,
            "words": member.words,
            "line": member.source.line,
        })
    });
    json!({
        "name": found.name,
        "sort": found.sort,
        "words": found.words,
        "description": found.description,
        "deprecation": found.deprecation,
        "extends": found.extends,
        "extendedBy": found.extended_by,
        "addresses": found.addresses,
        "operations": found.operations,
        "members": members.collect::<Vec<_>>(),
        "document": &*found.source.document,
        "line": found.source.line,
    })
}
