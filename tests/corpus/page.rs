//! Makes a row of the documentation page of an update.

use graph_entity_schema::page::{Account, Documentation, Documented, PageKind, PropertyRow, TypeKind};
use serde_json::{Value, json};

/// Returns the rows of all update pages, sorted by path, as lines of JSON.
pub(crate) fn rows(documentation: &Documentation) -> Vec<String> {
    let updates = documentation.pages().filter(|documented| documented.page.kind == PageKind::Update);
    updates.map(|documented| row(documented, documentation).to_string()).collect()
}

fn row(documented: &Documented, documentation: &Documentation) -> Value {
    let page = &documented.page;
    let property = |row: &PropertyRow| {
        let kind = match documentation.type_kind(&documented.version, &row.kind) {
            TypeKind::Primitive => "primitive",
            TypeKind::Enum => "enum",
            TypeKind::Entity => "entity",
            _ => "complex",
        };
        json!({
            "name": row.name,
            "type": row.kind.word,
            "kind": kind,
            "coll": row.kind.kind.is_collection,
            // The key is read-only by rule; the pages mark it on few entities.
            "read_only": row.is_read_only || row.name == "id",
        })
    };
    let permissions = page.permissions.iter().filter_map(|row| {
        let principal = match row.account {
            Account::DelegatedWork => "Delegated (work or school account)",
            Account::Application => "Application",
            Account::DelegatedPersonal => return None,
        };
        Some(json!([principal, row.names.join(",")]))
    });
    let urls = page.addresses.iter().map(|address| format!("{} {}", address.method, address.template));
    json!({
        "version": documented.version,
        "page": documented.path,
        "entity": page.subject,
        "urls": urls.collect::<Vec<_>>(),
        "props": page.properties.iter().map(property).collect::<Vec<_>>(),
        "perms": permissions.collect::<Vec<_>>(),
        "request": page.request_object(),
        "response": page.response_object(),
    })
}
