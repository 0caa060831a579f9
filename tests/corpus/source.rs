//! Generates a module of Rust from a row: the struct that a user would write from the page.
//!
//! ```ignore
//! #[graph_entity::graph_entity(path = "/deviceManagement/roleScopeTags/{roleScopeTagId}", version = "beta")]
//! pub struct RoleScopeTag {
//!     #[graph(read_only)]
//!     pub id: String,
//!     pub display_name: Option<String>,
//! }
//! ```
//!
//! If the page contradicts itself, the struct follows the examples, and a note reports it.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::names::{self, Fields};
use crate::row::{Property, Row, TYPE, stated_type};
use crate::values::{self, UNTYPED};
use crate::{address, report::Note};

/// A module of the generated crate.
pub(crate) struct Source {
    /// The name of the struct.
    pub(crate) type_name: String,
    pub(crate) text: String,
    /// The differences between the struct and the row.
    pub(crate) notes: Vec<Note>,
}

/// Returns the module of a row.
pub(crate) fn of(row: &Row) -> Source {
    let type_name = names::type_name(row.entity());
    let mut notes = Vec::new();
    let mut text = format!("//! {:?}\n\n#[graph_entity::graph_entity(\n", row.page());
    for argument in arguments(row, &type_name, &mut notes) {
        let _ = writeln!(text, "    {argument},");
    }
    let _ = writeln!(text, ")]\npub struct {type_name} {{");
    let mut fields = Fields::default();
    for property in properties(row, &mut notes) {
        write_field(&mut text, row, &property, &mut fields, &mut notes);
    }
    text.push_str("}\n");
    Source { type_name, text, notes }
}

fn arguments(row: &Row, type_name: &str, notes: &mut Vec<Note>) -> Vec<String> {
    let mut arguments = vec![format!("path = {:?}", path(row, notes))];
    if row.is_beta() {
        arguments.push("version = \"beta\"".to_owned());
    }
    let odata_type = odata_type(row);
    if odata_type != names::default_odata_type(type_name) {
        arguments.push(format!("odata_type = {odata_type:?}"));
    }
    if row.request().is_some_and(|request| !request.contains_key(TYPE)) {
        notes.push(("`odata_type = never`, as the request example has none", odata_type));
        arguments.push("odata_type = never".to_owned());
    }
    arguments.extend(permissions(row));
    arguments
}

fn path(row: &Row, notes: &mut Vec<Note>) -> String {
    address::of_urls(row.urls()).unwrap_or_else(|| {
        notes.push(("an address made up, as the page has none", row.urls().collect()));
        "/noAddress/{id}".to_owned()
    })
}

/// Returns the name of the type in the examples, or the one that the entity's name implies if they have none.
fn odata_type(row: &Row) -> String {
    let stated = [row.request(), row.response()].into_iter().flatten().find_map(stated_type);
    let named = format!("microsoft.graph.{}", row.entity());
    let mut candidates = stated.into_iter().chain([named.as_str()]);
    let found = candidates.find(|name| names::is_odata_type(name));
    found.map_or_else(|| names::default_odata_type(&names::type_name(row.entity())), str::to_owned)
}

/// Returns `permissions(delegated = [...], application = [...])`. A line without a principal of its own, such
/// as `Policy Set`, belongs to the one above it. Personal accounts have none of these permissions.
fn permissions(row: &Row) -> Option<String> {
    let (mut delegated, mut application, mut nobody) = (Vec::new(), Vec::new(), Vec::new());
    let mut place = &mut nobody;
    for (principal, cell) in row.permissions() {
        place = match principal {
            "Delegated (work or school account)" => &mut delegated,
            "Application" => &mut application,
            other if other.starts_with("Delegated") => &mut nobody,
            _ => place,
        };
        for name in cell.split(',').map(str::trim).filter(|name| is_permission(name)) {
            if !place.contains(&name) {
                place.push(name);
            }
        }
    }
    let lists: Vec<String> = [("delegated", delegated), ("application", application)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(key, names)| format!("{key} = {names:?}"))
        .collect();
    (!lists.is_empty()).then(|| format!("permissions({})", lists.join(", ")))
}

/// Returns whether a text is a permission, as `DeviceManagementApps.ReadWrite.All` is and `Not supported.` is
/// not.
fn is_permission(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    text.contains('.') && text.split('.').all(is_part)
}

/// Returns the properties of the table, followed by those that only the examples have: the tables of a few
/// pages are incomplete.
fn properties<'a>(row: &'a Row, notes: &mut Vec<Note>) -> Vec<Property<'a>> {
    let mut properties = row.properties();
    if row.repetitions() > 0 {
        notes.push(("lines of the table that repeat a name", row.repetitions().to_string()));
    }
    for name in [row.request(), row.response()].into_iter().flatten().flat_map(Map::keys) {
        if names::is_wire_name(name) && properties.iter().all(|property| property.name != name) {
            notes.push(("declared from the examples, not in the table", name.clone()));
            properties.push(Property { name, word: "", sort: "", is_collection: false, is_read_only: false });
        }
    }
    properties.retain(|property| names::is_wire_name(property.name));
    properties
}

fn write_field(
    text: &mut String,
    row: &Row,
    property: &Property<'_>,
    fields: &mut Fields,
    notes: &mut Vec<Note>,
) {
    let field = fields.add(property.name);
    let mut attributes = Vec::new();
    if property.is_read_only {
        attributes.push("read_only".to_owned());
    }
    if names::lower_camel(&field) != property.name {
        attributes.push(format!("name = {:?}", property.name));
    }
    if !attributes.is_empty() {
        let _ = writeln!(text, "    #[graph({})]", attributes.join(", "));
    }
    let field_type = field_type(row, property, notes);
    let _ = writeln!(text, "    pub {}: {field_type},", names::identifier(&field));
}

fn field_type(row: &Row, property: &Property<'_>, notes: &mut Vec<Note>) -> String {
    let name = property.name;
    let item = values::of(property);
    let examples = [row.request(), row.response()];
    let mut shown = examples.iter().flatten().filter_map(|example| example.get(name));
    if shown.any(|value| !fits(value, property.is_collection, item.fits)) {
        notes.push((
            "untyped, as the example's value is of another type",
            format!("{name}: {}", property.word),
        ));
        return format!("Option<{}>", UNTYPED.rust);
    }
    let in_response = row.response().map(|response| response.get(name).is_some_and(|value| !value.is_null()));
    match (property.is_collection, in_response) {
        (true, Some(false)) => {
            notes.push(("an optional collection, as the response leaves it out", name.to_owned()));
            format!("Option<Vec<{}>>", item.rust)
        }
        (true, _) => format!("Vec<{}>", item.rust),
        (false, Some(true)) if name == "id" => item.rust.to_owned(),
        (false, _) => format!("Option<{}>", item.rust),
    }
}

/// Returns whether the property accepts the value. Null is always accepted, and a collection accepts an array
/// of its items.
fn fits(value: &Value, is_collection: bool, item_fits: fn(&Value) -> bool) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) if is_collection => items.iter().all(item_fits),
        _ => !is_collection && item_fits(value),
    }
}
