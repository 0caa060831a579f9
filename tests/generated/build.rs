//! Generates the types that the tests compile, from the folder of published documents in `GRAPH_CSDL` and from that
//! of documentation pages in `GRAPH_DOCS`. By default the types of each shape that a struct can have, and every
//! twelfth type with an update page, with its actions and functions; with `GRAPH_GENERATE=all` the whole of the documents
//! and of the pages.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::path::Path;

use cargo_graph_entity::{Generated, GeneratedCall, Request, generate};
use graph_entity_schema::page::{Documentation, PageKind};
use graph_entity_schema::{Metadata, Parameter, StructureKind, StructuredType};

/// The module, the version and the document.
const DOCUMENTS: [(&str, &str, &str); 2] =
    [("v1", "v1.0", "v1.0-2026-08-20.xml"), ("beta", "beta", "beta-2021-07-13.xml")];

fn main() {
    println!("cargo::rerun-if-env-changed=GRAPH_CSDL");
    println!("cargo::rerun-if-env-changed=GRAPH_DOCS");
    println!("cargo::rerun-if-env-changed=GRAPH_GENERATE");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let is_all = env::var("GRAPH_GENERATE").is_ok_and(|value| value == "all");
    let mut table = String::new();
    for (module, version, name) in DOCUMENTS {
        let mut text = String::new();
        let mut rows = String::new();
        let mut left_out = Vec::new();
        if let Some(folder) = env::var_os("GRAPH_CSDL") {
            let document = std::fs::read_to_string(Path::new(&folder).join(name)).expect("a document");
            let metadata = Metadata::parse(name, &document).expect("a valid document");
            let request = match (is_all, version) {
                (true, "v1.0") => Request { all: true, ..Request::default() },
                (true, _) => Request {
                    under: vec!["/deviceManagement".to_owned(), "/deviceAppManagement".to_owned()],
                    ..Request::default()
                },
                (false, _) => Request { types: shapes(&metadata), ..Request::default() },
            };
            let generated = generate(&metadata, name, version, &request).expect("known types");
            text = generated.to_text();
            for (qualified, name) in generated.structs() {
                let _ = writeln!(rows, "    Type::of::<crate::{module}::{name}>({qualified:?}),");
            }
            left_out = generated.left_out().map(str::to_owned).collect();
        }
        std::fs::write(Path::new(&out).join(format!("{module}.rs")), text).expect("a writable folder");
        let _ =
            writeln!(table, "Document {{ name: {name:?}, types: &[\n{rows}], left_out: &{left_out:?} }},");
    }
    let table = format!("&[\n{table}]");
    std::fs::write(Path::new(&out).join("table.rs"), table).expect("a writable folder");
    from_pages(Path::new(&out), is_all);
}

/// The module and the version of the types out of pages.
const PAGES: [(&str, &str); 2] = [("pages_v1", "v1.0"), ("pages_beta", "beta")];

/// One of so many types is generated if not all are.
const STEP: usize = 12;

/// Generates the types that have update pages, or all, from the pages only, and a table of the pages of their updates and
/// one of those of their actions and functions.
fn from_pages(out: &Path, is_all: bool) {
    let documentation = env::var_os("GRAPH_DOCS")
        .map(|folder| Documentation::read(Path::new(&folder)).expect("a folder of pages"))
        .unwrap_or_default();
    let mut update_rows = String::new();
    let mut call_rows = String::new();
    for (module, version) in PAGES {
        let requests = documentation.requests(version);
        let updated = requests.iter().filter_map(|(name, it)| Some((name, it.pages.get(&PageKind::Update)?)));
        let updated: Vec<_> = updated.step_by(if is_all { 1 } else { STEP }).collect();
        let types = updated.iter().map(|(name, _)| (*name).clone()).collect();
        let request = if is_all {
            Request { all: true, ..Request::default() }
        } else {
            Request { types, ..Request::default() }
        };
        let metadata = documentation.metadata(version);
        let generated = generate(&metadata, "pages", version, &request).expect("types");
        for (qualified, name) in generated.structs() {
            let pages = updated.iter().filter(|(of, _)| *of == qualified).flat_map(|(_, pages)| *pages);
            for page in pages {
                let _ = writeln!(
                    update_rows,
                    "    Update::of::<crate::{module}::{name}>({page:?}, {qualified:?}),"
                );
            }
        }
        for call in generated.calls() {
            call_rows.push_str(&row(call, module, &metadata, &generated));
        }
        std::fs::write(out.join(format!("{module}.rs")), generated.to_text()).expect("a writable folder");
    }
    for (name, rows) in [("pages.rs", update_rows), ("calls.rs", call_rows)] {
        std::fs::write(out.join(name), format!("&[\n{rows}]")).expect("a writable folder");
    }
}

/// Returns the row of an action or a function, which makes its struct and calls each of its methods.
fn row(call: &GeneratedCall, module: &str, metadata: &Metadata, generated: &Generated) -> String {
    let (page, name) = (&call.document, &call.name);
    let operation = metadata.operations().iter().find(|operation| operation.source.document == *page);
    let operation = operation.expect("the operation of the page");
    let fields = call.fields.iter().map(|(wire, field)| {
        let parameter = operation.arguments().iter().find(|parameter| parameter.name == *wire);
        let value = value(parameter.expect("a parameter"), module, metadata, generated);
        format!("{field}: {value}?, ")
    });
    let fields: String = fields.collect();
    let values = if fields.is_empty() { "_" } else { "values" };
    let is_list = operation.result.as_ref().is_some_and(|result| result.kind.is_collection);
    let prepare = if is_list { "page" } else { "single" };
    let methods = call.methods.iter().map(|(method, path)| {
        let keys: Vec<String> = placeholders(path).map(|key| format!("{key:?}")).collect();
        format!("requests::{prepare}(call.{method}({})), ", keys.join(", "))
    });
    let methods: String = methods.collect();
    format!(
        "    Call {{ page: {page:?}, info: crate::{module}::{name}::ABOUT, requests: |{values}| {{\n        \
         let call = crate::{module}::{name} {{ {fields}}};\n        Ok(vec![{methods}])\n    }} }},\n"
    )
}

/// Returns the placeholders of a path, which are the keys of its requests: they reproduce the path.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split_inclusive('}').filter_map(|part| part.find('{').map(|start| &part[start..]))
}

/// Returns the expression that reads the value of a parameter.
fn value(parameter: &Parameter, module: &str, metadata: &Metadata, generated: &Generated) -> String {
    let (wire, kind) = (&parameter.name, &parameter.kind);
    let entity = metadata.structure(&kind.name).filter(|it| it.kind == StructureKind::Entity);
    let Some(entity) = entity else { return format!("requests::value(values, {wire:?})") };
    let variants = metadata.derived(&entity.name);
    let is_choice = entity.is_abstract && !variants.is_empty();
    let body = |name: &str| {
        format!(
            "<crate::{module}::{name}Patch<graph_entity::Create> as graph_entity::Patch>::from_json(json)"
        )
    };
    let structs = generated.structs();
    let make = if is_choice {
        let is_variant = |name: &str| variants.iter().any(|it| it.name == name && !it.is_abstract);
        let arms = structs.filter(|(qualified, _)| is_variant(qualified));
        let arms = arms.map(|(qualified, name)| format!("{qualified:?} => {}.map(Into::into), ", body(name)));
        format!("|name, json| Some(match name {{ {}_ => return None }})", arms.collect::<String>())
    } else {
        let named = structs.into_iter().find(|(qualified, _)| *qualified == entity.name);
        format!("|_, json| Some({})", body(named.expect("the struct of a parameter").1))
    };
    let read = if kind.is_collection { "bodies" } else { "body" };
    format!("requests::{read}(values, {wire:?}, {make})")
}

/// Returns the types with a shape that is easily got wrong, and the types that their relationships lead to.
fn shapes(metadata: &Metadata) -> Vec<String> {
    let mut found = BTreeSet::new();
    for structure in metadata.structures().filter(|structure| has_shape(metadata, structure)) {
        found.insert(structure.name.clone());
        let own = |name: &str| metadata.lineage(name).any(|part| part.name == structure.name);
        let related = structure.navigation.iter().filter(|property| own(&property.kind.name));
        found.extend(related.map(|property| property.kind.name.clone()));
    }
    found.into_iter().collect()
}

fn has_shape(metadata: &Metadata, structure: &StructuredType) -> bool {
    let properties = metadata.properties(&structure.name);
    let navigation = metadata.navigation(&structure.name);
    let lineage: BTreeSet<&str> = metadata.lineage(&structure.name).map(|part| part.name.as_str()).collect();
    let holds_own = properties
        .iter()
        .map(|property| &property.kind)
        .chain(navigation.iter().map(|property| &property.kind))
        .any(|kind| lineage.contains(kind.name.as_str()));
    let has_other_key = metadata.keys(&structure.name).iter().any(|key| key != "id");
    let has_alternate_key = !structure.alternate_keys.is_empty();
    let has_null_items = properties.iter().any(|property| property.nullable_items == Some(true));
    let enumerations = properties.iter().filter_map(|property| metadata.enumeration(&property.kind.name));
    let has_odd_enumeration = enumerations.into_iter().any(|read| {
        let is_spelled_otherwise =
            read.members.iter().any(|member| member.is_sentinel() && member.name != "unknownFutureValue");
        read.is_flags || is_spelled_otherwise
    });
    let is_related_from_a_value =
        structure.kind == StructureKind::Complex && !structure.navigation.is_empty();
    // The whole of Graph derives from one type.
    metadata.derived(&structure.name).len() < 200
        && (holds_own
            || has_other_key
            || has_alternate_key
            || has_null_items
            || has_odd_enumeration
            || is_related_from_a_value)
}
