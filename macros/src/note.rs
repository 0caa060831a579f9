//! Notes the items of a package, for the tool that writes its lock.
//!
//! A private protocol between the macros and `cargo graph-entity`, which have the same version. The sources do
//! not show what a package declares: items come out of `macro_rules!`, are included from files or are behind a
//! `#[cfg]`. So the tool has the package checked with the environment variable `GRAPH_ENTITY_NOTES` set to the
//! absolute path of a folder that exists. Cargo does not know the variable: the tool touches the root file of
//! each target, so that it is compiled again. While the variable is set, nothing is compared with a lock.
//!
//! Each compilation appends to a file of its own, `<process id>.jsonl`, one line an item. An item is in several
//! files if several targets contain it, and the lines are in no order. A line is a JSON object with these members:
//!
//! | member | of | value |
//! |---|---|---|
//! | `attribute` | every item | `"graph_entity"`, `"graph_complex"`, `"graph_enum"`, `"graph_one_of"`, `"graph_action"` or `"graph_function"` |
//! | `item` | every item | the struct's or the enum's name |
//! | `package` | every item | the folder of the manifest; null outside of cargo |
//! | `file`, `line` | every item | where the attribute is written, possibly in another crate; null if the compiler does not tell. A path that is not absolute is relative to the compiler's working directory, for cargo the workspace's root |
//! | `differs` | every item | whether the item differs from the metadata for a reason, so that it need not be in the lock |
//! | `type` | all but actions and functions | the qualified name of the OData type |
//! | `version` | entities, actions and functions | `"v1.0"` or `"beta"` |
//! | `addresses` | entities, actions and functions | the addresses as the lock writes them: `{}` for a placeholder, the name of an action or a function without the namespace `microsoft.graph` |
//! | `properties` | entities and complex types | the fields that are properties, not `additional` nor `derived` ones |
//! | `parameters` | actions and functions | the fields |
//! | `result` | actions and functions | the Rust type as tokens, `"stream"`, or null |
//! | `flags`, `evolvable` | enumerations | Booleans |
//! | `members` | enumerations | objects with `variant`, the wire `name`, the number `value` or null, and `differs` |
//! | `choices` | choices of derived types | objects with `variant`, the Rust type `type` as tokens, and `differs` |
//!
//! A property or parameter is an object with `field`, the wire `name`, the Rust type `type` as tokens and `keys`:
//! the keys of the field that state a rule (`"read_only"`, `"differs"`, ...), with `"key"` for a key by name, too.
//! Rust's tokens have any white space between them. An item with errors is noted as far as it could be read.

use core::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::process;

use quote::ToTokens;

use crate::model::callable::{Callable, ResultKind};
use crate::model::entity::Entity;
use crate::model::enumeration::Enumeration;
use crate::model::one_of::OneOf;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::model::variants::EnumItem;
use crate::name::unraw;
use crate::package::{Package, place};
use crate::sort::Sort;
use crate::sort::rules::KEYS;

pub(crate) fn entity(entity: &Entity<'_>, package: &Package) -> io::Result<()> {
    package.note(|| {
        let addresses = core::iter::once(&entity.path).chain(&entity.further);
        Note::of_struct(&entity.structured, package)
            .text("type", &entity.structured.odata_type())
            .text("version", &entity.route.version())
            .list(
                "addresses",
                addresses.filter(|address| !address.is_missing).map(|address| quoted(&address.lookup())),
            )
            .list("properties", properties(&entity.structured))
    })
}

pub(crate) fn complex(complex: &Structured<'_>, package: &Package) -> io::Result<()> {
    package.note(|| {
        Note::of_struct(complex, package)
            .text("type", &complex.odata_type())
            .list("properties", properties(complex))
    })
}

pub(crate) fn callable(callable: &Callable<'_>, package: &Package) -> io::Result<()> {
    package.note(|| {
        let addresses = callable.addresses().filter(|address| !address.is_missing);
        let result = match &callable.result.kind {
            ResultKind::Nothing => "null".to_owned(),
            ResultKind::Stream => quoted("stream"),
            ResultKind::Value(ty) => quoted(&written(ty)),
            ResultKind::Collection(ty) => quoted(&format!("Vec<{}>", written(ty))),
        };
        Note::of_struct(&callable.structured, package)
            .text("version", &callable.route.version())
            .list("addresses", addresses.map(|address| quoted(&address.lookup_of_call())))
            .list("parameters", properties(&callable.structured))
            .member("result", &result)
    })
}

pub(crate) fn enumeration(enumeration: &Enumeration<'_>, package: &Package) -> io::Result<()> {
    package.note(|| {
        let item = &enumeration.item;
        let members = enumeration.members.iter().map(|member| {
            let value = member.value.map_or_else(|| "null".to_owned(), |value| value.to_string());
            Note::default()
                .text("variant", &unraw(member.ident))
                .text("name", &member.wire)
                .member("value", &value)
                .flag("differs", member.differs.is_some())
                .finish()
        });
        Note::of_enum(item, package)
            .flag("flags", item.flags.is_some())
            .flag("evolvable", item.evolvable.is_some())
            .list("members", members)
    })
}

pub(crate) fn one_of(one_of: &OneOf<'_>, package: &Package) -> io::Result<()> {
    package.note(|| {
        let choices = one_of.choices.iter().map(|choice| {
            Note::default()
                .text("variant", &unraw(choice.ident))
                .text("type", &written(choice.ty))
                .flag("differs", choice.differs.is_some())
                .finish()
        });
        Note::of_enum(&one_of.item, package).list("choices", choices)
    })
}

fn properties(item: &Structured<'_>) -> impl Iterator<Item = String> {
    let is_noted = |property: &&Property<'_>| property.rules.derived.is_none();
    item.properties.iter().filter(is_noted).map(|property| {
        let is_stated =
            |key: &&&str| property.rules.stated(key).is_some() || (**key == "key" && property.is_key);
        Note::default()
            .text("field", &unraw(property.ident))
            .text("name", &property.wire)
            .text("type", &written(property.ty))
            .list("keys", KEYS.iter().filter(is_stated).map(|key| quoted(key)))
            .finish()
    })
}

fn written(ty: &syn::Type) -> String {
    ty.to_token_stream().to_string()
}

impl Package {
    /// Appends a note if the items are noted.
    fn note(&self, note: impl FnOnce() -> Note) -> io::Result<()> {
        let Some(folder) = &self.notes else { return Ok(()) };
        let path = folder.join(format!("{}.jsonl", process::id()));
        let line = note().finish() + "\n";
        // One write, so that lines of two threads do not mix.
        OpenOptions::new().create(true).append(true).open(path)?.write_all(line.as_bytes())
    }
}

/// A JSON object: its members, each after a comma.
#[derive(Default)]
struct Note(String);

impl Note {
    fn of_struct(item: &Structured<'_>, package: &Package) -> Self {
        let differs = item.keys.differs.is_some();
        Self::of_item(&item.sort.item, &unraw(item.ident), differs, package)
    }

    fn of_enum(item: &EnumItem<'_>, package: &Package) -> Self {
        let differs = item.differs.is_some();
        Self::of_item(&item.sort.item, &unraw(item.ident), differs, package).text("type", &item.odata_type())
    }

    fn of_item(sort: &Sort, ident: &str, differs: bool, package: &Package) -> Self {
        let path = |path: Option<&Path>| {
            path.map_or_else(|| "null".to_owned(), |path| quoted(&path.to_string_lossy()))
        };
        let place = place();
        let line = place.as_ref().map_or_else(|| "null".to_owned(), |(_, line)| line.to_string());
        Self::default()
            .text("attribute", sort.attribute)
            .text("item", ident)
            .member("package", &path(package.folder.as_deref()))
            .member("file", &path(place.as_ref().map(|(file, _)| file.as_path())))
            .member("line", &line)
            .flag("differs", differs)
    }

    /// Adds a member with a value that is JSON.
    fn member(mut self, name: &str, json: &str) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        // Writing to a `String` does not fail.
        let _ = write!(self.0, "{comma}\"{name}\":{json}");
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.member(name, &quoted(text))
    }

    fn flag(self, name: &str, value: bool) -> Self {
        self.member(name, if value { "true" } else { "false" })
    }

    fn list(self, name: &str, items: impl Iterator<Item = String>) -> Self {
        self.member(name, &format!("[{}]", items.collect::<Vec<_>>().join(",")))
    }

    fn finish(self) -> String {
        format!("{{{}}}", self.0)
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_is_escaped() {
        assert_eq!(quoted("C:\\a \"b\"\n\u{1}é"), r#""C:\\a \"b\"\u000a\u0001é""#);
    }
}
