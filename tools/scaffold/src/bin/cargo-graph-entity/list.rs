//! `cargo graph-entity list`.

use cargo_graph_entity::{Catalog, Entry};
use serde_json::{Value, json};

use crate::CommandError;
use crate::args::List;
use crate::document::Document;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &List) -> Result<(), CommandError> {
    let document = Document::read(&arguments.source, &[])?;
    let catalog = Catalog::new(&document.metadata);
    let found = catalog
        .list(&arguments.text)
        .map_err(|error| document.not_found(&error, std::slice::from_ref(&arguments.text)))?;
    if arguments.json {
        return Terminal::json(&found.iter().map(json).collect());
    }
    let width = found.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
    for Entry { name, sort, address } in &found {
        let line = format!("{sort:<7} {name:<width$} {}", address.as_deref().unwrap_or_default());
        Terminal::print(&format!("{}\n", line.trim_end()))?;
    }
    Ok(())
}

fn json(entry: &Entry) -> Value {
    json!({ "name": entry.name, "sort": entry.sort, "address": entry.address })
}
