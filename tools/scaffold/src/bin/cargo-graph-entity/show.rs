//! `cargo graph-entity show`.

use cargo_graph_entity::{Catalog, Description, MemberDescription};
use serde_json::{Value, json};

use crate::CommandError;
use crate::args::Show;
use crate::document::Document;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &Show, terminal: &Terminal) -> Result<(), CommandError> {
    let document = Document::read(&arguments.source)?;
    let catalog = Catalog::new(&document.metadata);
    let found = catalog
        .show(&arguments.entity)
        .map_err(|error| CommandError::new(format_args!("{}: {error}", document.name)))?;
    if arguments.json { terminal.json(&json(&found)) } else { terminal.print(&text(&found, terminal)) }
}

fn text(found: &Description, terminal: &Terminal) -> String {
    let words = found.words.iter().map(|word| format!(" {word}")).collect::<String>();
    let mut text = format!("{}{words} {}  ({})\n", found.sort, terminal.strong(&found.name), found.source);
    if let Some(description) = &found.description {
        text += &format!("{description}\n");
    }
    if let Some(deprecation) = &found.deprecation {
        text += &format!("deprecated {deprecation}\n");
    }
    for (title, names) in [
        ("extends", &found.extends),
        ("extended by", &found.extended_by),
        ("addresses", &found.addresses),
        ("operations", &found.operations),
    ] {
        if !names.is_empty() {
            text += &format!("\n{}\n", terminal.strong(title));
            text.extend(names.iter().map(|name| format!("  {name}\n")));
        }
    }
    if !found.members.is_empty() {
        let title = if found.sort == "enum" { "members" } else { "properties" };
        text += &format!("\n{}\n", terminal.strong(title));
        let width = found.members.iter().map(|member| member.name.len()).max().unwrap_or_default();
        for MemberDescription { name, value, words, source } in &found.members {
            let value = value.as_deref().unwrap_or_default();
            let words = words.iter().map(|word| format!(" {word}")).collect::<String>();
            text += &format!(
                "  {name:<width$}  {value}{words}  {}\n",
                terminal.faint(&format!(":{}", source.line))
            );
        }
    }
    text
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
