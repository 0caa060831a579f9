//! The lock of some declarations, which the tests of `graph-entity-macros` read.

use std::path::Path;

use graph_entity_schema::declared::{Choice, Item, Returned, Shape, TypeRef};
use graph_entity_schema::{OperationKind, lock};

use crate::declare::{call, complex, entity, enumeration, property};
use crate::document::apis;

const WRITTEN: &str = "tests/compare/graph-schema.lock";

pub(crate) fn items() -> Vec<Item> {
    vec![
        entity("phone", "/devices/{deviceId}/microsoft.graph.phone", vec![]),
        entity("category", "/categories(slug='{slug}')", vec![]),
        entity("gone", "/nowhere/{id}", vec![]),
        complex("owner", vec![]),
        enumeration("runState", false, &[]),
        enumeration("days", true, &[]),
        call(OperationKind::Action, "/devices/{id}/microsoft.graph.wipe", vec![], Returned::Nothing),
        call(
            OperationKind::Function,
            "/devices/{id}/report",
            vec![property("day", "Edm.Date", "")],
            Returned::Nothing,
        ),
        call(OperationKind::Action, "/ping", vec![], Returned::Nothing),
    ]
}

/// `UPDATE_LOCK=1` writes the file anew.
#[test]
fn the_lock_is_what_the_macros_read() {
    let options = ["csdl beta=metadata/beta.xml".to_owned(), "docs with spaces".to_owned()];
    let text = lock::write(&items(), &apis(), &options);
    assert_eq!(lock::options(&text), options);
    assert_eq!(lock::options(&format!("{text}{text}")), options);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(WRITTEN);
    if std::env::var_os("UPDATE_LOCK").is_some() {
        std::fs::write(&path, &text).expect("a file");
    }
    let written = std::fs::read_to_string(&path).expect("the written lock").replace("\r\n", "\n");
    assert_eq!(text, written);
}

#[test]
fn lines_are_sorted_by_their_bytes_and_a_definition_comes_first() {
    let text = lock::write(&items(), &apis(), &[]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.is_sorted());
    let owner = lines.iter().position(|line| line.contains("microsoft.graph.owner ")).expect("a type");
    assert_eq!(lines[owner], "beta microsoft.graph.owner = complex");
}

#[test]
fn types_without_a_version_are_in_every_version_if_no_item_has_one() {
    let text = lock::write(&[complex("owner", vec![])], &apis(), &[]);
    for version in ["beta", "v1.0"] {
        assert!(text.contains(&format!("\n{version} microsoft.graph.owner = complex\n")));
    }
    let text = lock::write(&items(), &apis(), &[]);
    assert!(!text.contains("\nv1.0 "));
}

#[test]
fn types_without_a_version_are_in_each_version_that_refers_to_them() {
    let mut stable = entity("device", "/devices/{id}", vec![property("owner", "owner?", "")]);
    let Shape::Entity { route, .. } = &mut stable.shape else { panic!("an entity") };
    "v1.0".clone_into(&mut route.version);
    let beta = entity("device", "/devices/{id}", vec![property("days", "days?", "")]);
    let types =
        [complex("owner", vec![]), enumeration("days", true, &[]), enumeration("runState", false, &[])];
    let text = lock::write(&[vec![stable, beta], types.to_vec()].concat(), &apis(), &[]);
    for (line, is_there) in [
        ("beta microsoft.graph.owner = complex", false),
        ("v1.0 microsoft.graph.owner = complex", true),
        ("beta microsoft.graph.days = enum flags", true),
        ("v1.0 microsoft.graph.days = enum flags", false),
        // Nothing refers to it.
        ("beta microsoft.graph.runState = enum evolvable", true),
        ("v1.0 microsoft.graph.runState = enum", true),
    ] {
        assert_eq!(text.lines().any(|found| found == line), is_there, "{line}");
    }
}

#[test]
fn overloads_are_told_apart_by_the_declared_parameters() {
    let report =
        |parameters| call(OperationKind::Function, "/devices/{id}/report", parameters, Returned::Nothing);
    let text = |items: &[Item]| lock::write(items, &apis(), &[]);
    let one = text(&[report(vec![property("period", "Edm.String", "")])]);
    assert!(one.contains("/devices/{}/report = function : Edm.Stream\n"), "{one}");
    assert!(one.contains("/devices/{}/report period Edm.String\n") && !one.contains(" day "), "{one}");
    let both = text(&[report(vec![]), report(vec![property("day", "Edm.Date", "")])]);
    // Nothing is the result of an operation that returns nothing.
    assert!(both.contains("/devices/{}/report = function : Edm.Untyped\n"), "{both}");
    assert!(both.contains("/devices/{}/report period Edm.Untyped\n"), "{both}");
}

#[test]
fn the_types_of_a_choice_are_there_with_their_bases() {
    let mut item = complex("device", vec![]);
    let choice = |name| Choice { name, differs: None, position: None };
    item.shape = Shape::OneOf {
        choices: vec![
            // Of another crate, and one that does not derive from the declared type.
            choice(TypeRef::Unknown("Phone".to_owned())),
            choice(TypeRef::Unknown("Category".to_owned())),
            choice(TypeRef::Unknown("Renamed".to_owned())),
        ],
    };
    let text = lock::write(&[item], &apis(), &[]);
    assert!(text.contains("\nbeta microsoft.graph.phone = entity : microsoft.graph.device\n"), "{text}");
    assert!(!text.contains("microsoft.graph.phone number") && !text.contains("category ="), "{text}");
}
