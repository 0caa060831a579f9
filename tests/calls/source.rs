//! Generates a module of Rust from a row: the struct that a user would write from the page.

use std::fmt::Write as _;

use crate::names;
use crate::row::{Property, Row};
use crate::{address, values};

/// A module of the generated crate.
pub(crate) struct Source {
    /// The name of the struct.
    pub(crate) type_name: String,
    pub(crate) text: String,
}

/// Returns the module of a row, or `None` if one of the page's addresses is invalid.
pub(crate) fn of(row: &Row) -> Option<Source> {
    let paths: Vec<String> = row.paths().map(address::of).collect::<Option<_>>()?;
    let type_name = names::type_name(paths.first()?.rsplit('/').next()?);
    let attribute = if row.method() == "GET" { "graph_function" } else { "graph_action" };
    let mut text =
        format!("//! {:?}\n\n#[graph_entity::{attribute}(version = {:?}", row.page(), row.version());
    for (path, number) in paths.iter().zip(1..) {
        let _ = match number {
            1 => write!(text, ", path = {path:?}"),
            _ => write!(text, ", path(p{number} = {path:?})"),
        };
    }
    if let Some(result) = result(row) {
        let _ = write!(text, ", result = {result}");
    }
    let _ = writeln!(text, ")]\npub struct {type_name} {{");
    let values = write_fields(&mut text, row);
    let _ = writeln!(text, "}}\n\nimpl crate::runner::Documented for {type_name} {{");
    text.push_str("    fn check(row: &crate::row::Row) -> Result<(), crate::runner::Fault> {\n");
    let _ = writeln!(text, "        let call = Self {{ {values}}};");
    for (path, number) in row.paths().zip(1..) {
        let name = if number == 1 { "call".to_owned() } else { format!("call_p{number}") };
        let keys = keys(path).iter().map(|key| format!("{key:?}")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "        crate::runner::compare(row, {path:?}, call.{name}({keys}))?;");
    }
    text.push_str("        Ok(())\n    }\n}\n");
    Some(Source { type_name, text })
}

/// Writes the fields, and returns the expressions of their values.
fn write_fields(text: &mut String, row: &Row) -> String {
    let mut values = String::new();
    for parameter in row.parameters() {
        let field = names::field(parameter.name);
        if names::lower_camel(&field) != parameter.name {
            let _ = writeln!(text, "    #[graph(name = {:?})]", parameter.name);
        }
        let _ = writeln!(text, "    pub r#{field}: {},", rust_type(row, &parameter));
        let _ = write!(values, "r#{field}: crate::runner::value(row, {:?})?, ", parameter.name);
    }
    values
}

/// Returns the placeholders as they are written in the path: used as keys, they reproduce the path of the
/// page.
fn keys(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| segment.starts_with('{')).collect()
}

/// Returns the type of the result, or `None` if there is no result.
fn result(row: &Row) -> Option<String> {
    let (word, is_collection) = row.result();
    let property = Property { name: "", word, sort: "primitive", is_collection };
    let item = values::of(&property).rust;
    match (word, is_collection) {
        ("nothing", _) => None,
        (_, true) => Some(format!("Vec<{item}>")),
        (_, false) => Some(item.to_owned()),
    }
}

/// Returns the type of a parameter, by its documented type if the example has a value of it.
fn rust_type(row: &Row, parameter: &Property<'_>) -> String {
    let item = values::of(parameter);
    let fits = |value: &serde_json::Value| match value.as_array() {
        Some(items) => parameter.is_collection && items.iter().all(item.fits),
        None => !parameter.is_collection && (item.fits)(value),
    };
    match row.example().get(parameter.name) {
        Some(value) if !fits(value) => values::UNTYPED.rust.to_owned(),
        _ if parameter.is_collection => format!("Vec<{}>", item.rust),
        _ => item.rust.to_owned(),
    }
}
