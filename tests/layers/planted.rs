//! Tests of the finder: each way to use a room is planted in a small crate and must be found.

use crate::krate::Crate;

/// Three rooms, and names that the root re-exports from them.
const LIB: &str = "\
//! A crate.
//!
//! ## Rooms
//!
//! - `base`: what every room uses
//! - `wire`: how it travels
//! - `calls`: what users call

mod base;
mod calls;
mod wire;

pub use base::{Name, text::{self, Line as Row}};
pub use calls::*;
pub use wire::Wire as Cable;
pub use serde::Serialize;

/// Everything at once.
pub struct Whole;
";

/// The violations of the small crate with these files added or replaced.
fn violations(files: &[(&str, &str)]) -> Vec<String> {
    let lib = LIB.replace("pub use calls::*;", "pub use calls::{Call, call};");
    let mut all = vec![("lib.rs", lib.as_str())];
    all.extend(["base.rs", "wire.rs", "calls.rs"].iter().map(|file| (*file, "")));
    all.retain(|(file, _)| !files.iter().any(|(other, _)| other == file));
    all.extend(files);
    Crate::of(&all).violations()
}

#[test]
fn a_room_above_may_be_used() {
    let found = violations(&[
        ("wire.rs", "mod line; use crate::base::{Name, text::*}; use crate::Row; fn f(_: crate::Whole) {}"),
        (
            "wire/line.rs",
            "use super::super::base; use super::f; use crate::wire as this; use crate::Serialize;",
        ),
        (
            "calls.rs",
            "use crate::{Cable, Name as N, base::text}; pub(in crate::calls) fn g() { crate::wire::f() }",
        ),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_way_to_use_a_room_below_is_found() {
    for (way, text, path, to) in [
        ("a use", "use crate::calls::Call;", "crate::calls::Call", "calls"),
        ("a use of the room itself", "use crate::calls;", "crate::calls", "calls"),
        ("a raw name", "use crate::r#calls::Call;", "crate::calls::Call", "calls"),
        ("a nested group", "use crate::{base, wire::{Wire}};", "crate::wire::Wire", "wire"),
        ("the room itself in a group", "use crate::{base, wire::{self}};", "crate::wire::self", "wire"),
        (
            "a group in a group",
            "use crate::{base::{Name, text::{Row}}, calls::{Call}};",
            "crate::calls::Call",
            "calls",
        ),
        (
            "a group without a path before it",
            "use {std::fmt, crate::wire::Wire};",
            "crate::wire::Wire",
            "wire",
        ),
        ("a rename", "use crate::calls::Call as Name;", "crate::calls::Call", "calls"),
        ("a glob", "use crate::calls::*;", "crate::calls::*", "calls"),
        ("a public use", "pub use crate::wire::Wire;", "crate::wire::Wire", "wire"),
        ("a parent", "use super::wire::Wire;", "super::wire::Wire", "wire"),
        (
            "a parent of an inner module",
            "mod inner { use super::super::calls::Call; }",
            "super::super::calls::Call",
            "calls",
        ),
        (
            "a parent by way of self",
            "mod inner { use self::super::super::wire; }",
            "self::super::super::wire",
            "wire",
        ),
        (
            "a parent in a group",
            "mod inner { use super::{a, super::wire::Wire}; }",
            "super::super::wire::Wire",
            "wire",
        ),
        ("a name of the root", "use crate::Call;", "crate::Call", "calls"),
        ("a renamed name of the root", "use crate::Cable;", "crate::Cable", "wire"),
        ("a name of the root by way of super", "use super::Call;", "super::Call", "calls"),
        ("a name of the root in a group", "use crate::{Name, Cable};", "crate::Cable", "wire"),
        ("a type", "fn f(_: Option<crate::wire::Wire>) {}", "crate::wire::Wire", "wire"),
        ("a body", "fn f() { g(|| { crate::call() }) }", "crate::call", "calls"),
        ("a path with arguments", "fn f() { crate::wire::read::<u8>() }", "crate::wire::read", "wire"),
        ("a qualified path", "fn f() { <crate::wire::Wire as A>::read() }", "crate::wire::Wire", "wire"),
        (
            "a macro's input",
            "fn f() { println!(\"{}\", crate::calls::COUNT) }",
            "crate::calls::COUNT",
            "calls",
        ),
        ("a macro within a macro", "m! { n![(crate::wire::Wire)] }", "crate::wire::Wire", "wire"),
        (
            "a macro's definition",
            "macro_rules! m { () => { $crate::wire::Wire } }",
            "crate::wire::Wire",
            "wire",
        ),
        ("a visibility beside a path", "pub(crate) type T = crate::wire::Wire;", "crate::wire::Wire", "wire"),
        ("an attribute", "#[derive(crate::wire::Derive)] struct S;", "crate::wire::Derive", "wire"),
        (
            "an attribute's text",
            "#[serde(with = \"crate::wire::form\")] struct S;",
            "crate::wire::form",
            "wire",
        ),
        ("an inner attribute", "#![register(crate::wire::form)]", "crate::wire::form", "wire"),
        (
            "an item that is not only compiled for tests",
            "#[cfg(any(test, unix))] use crate::wire::Wire;",
            "crate::wire::Wire",
            "wire",
        ),
        (
            "an item that is not compiled for tests",
            "#[cfg(not(test))] mod m { use crate::wire::Wire; }",
            "crate::wire::Wire",
            "wire",
        ),
        (
            "after an item for tests",
            "#[cfg(test)] use crate::calls::{a, b}; use crate::wire::Wire;",
            "crate::wire::Wire",
            "wire",
        ),
    ] {
        let expected =
            format!("base.rs:2: `{path}`: room `base` uses room `{to}`, which stands below it in the list");
        assert_eq!(violations(&[("base.rs", &format!("\n{text}"))]), [expected], "{way}");
    }
}

#[test]
fn a_file_in_a_folder_belongs_to_the_room_of_the_folder() {
    let found =
        violations(&[("base/text/line.rs", "use super::super::super::wire::Wire;"), ("base/mod.rs", "")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(
            "base/text/line.rs:1: `super::super::super::wire::Wire`: room `base` uses room `wire`"
        )
    );
}

#[test]
fn a_circle_is_reported_with_both_uses() {
    let found =
        violations(&[("base.rs", "mod a { use super::super::wire; }"), ("wire.rs", "\nuse crate::Name;")]);
    assert_eq!(
        found,
        [
            "base.rs:1: `super::super::wire`: room `base` uses room `wire`, which stands below it in the list; `wire` uses \
          `base` at wire.rs:2 (`crate::Name`), which makes a circle"
        ]
    );
}

#[test]
fn an_exported_macro_belongs_to_its_room() {
    let found = violations(&[
        ("wire.rs", "#[macro_export]\nmacro_rules! send { () => {} }"),
        ("base.rs", "fn f() { crate::send!() }"),
        ("calls.rs", "fn f() { crate::send!() }"),
    ]);
    assert_eq!(
        found,
        ["base.rs:1: `crate::send`: room `base` uses room `wire`, which stands below it in the list"]
    );
}

#[test]
fn the_name_of_the_crate_for_itself_is_its_root() {
    let lib = LIB.replace("pub use calls::*;", "extern crate self as graph;");
    for text in ["use graph::wire::Wire;", "fn f() { ::graph::wire::f() }"] {
        let found = violations(&[("lib.rs", &lib), ("base.rs", text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains("room `base` uses room `wire`"), "{found:?}");
    }
}

#[test]
fn test_code_is_exempt() {
    let found = violations(&[
        (
            "base.rs",
            "#[cfg(test)] mod tests { use crate::wire::Wire; } #[cfg(all(test, unix))] mod more;
            #[cfg(test)] #[allow(dead_code)] fn f() { crate::wire::g() } #[cfg(test)] use super::calls::{a, b};",
        ),
        ("base/more.rs", "use crate::calls::Call;"),
        ("base/more/deep.rs", "use crate::calls::Call;"),
        ("base/whole.rs", "#![cfg(test)] use crate::calls::Call;"),
        ("checks.rs", "use crate::calls::Call;"),
        ("lib.rs", &LIB.replace("pub use calls::*;", "#[cfg(test)] mod checks;")),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_hidden_dependency_is_a_violation() {
    for (text, words) in [
        ("use crate::*;", "`crate::*`: takes the root as a whole"),
        ("use super::*;", "`super::*`: takes the root as a whole"),
        ("use crate as root;", "`crate`: takes the root as a whole"),
        ("use crate::{self as root};", "`crate::self`: takes the root as a whole"),
        ("use super as root;", "`super`: takes the root as a whole"),
        ("use crate::__private::Wire;", "`crate::__private::Wire`: is for what macros emit"),
        ("use crate::Unknown;", "`crate::Unknown`: neither a room nor a name"),
        ("#[path = \"else.rs\"] mod other;", "`#[path]` hides"),
        ("#[macro_use] mod macros;", "`#[macro_use]` lets"),
        ("use super::super::wire;", "`super` leaves the crate"),
    ] {
        let found = violations(&[("base.rs", text)]);
        assert!(
            found.iter().any(|violation| violation.starts_with("base.rs:1: ") && violation.contains(words)),
            "{text}: {found:?}"
        );
    }
    assert_eq!(
        violations(&[("lib.rs", LIB)]),
        ["lib.rs:14: a glob of room `calls` hides which names are its: name them"]
    );
}

#[test]
fn the_list_and_the_modules_must_agree() {
    let found = violations(&[("extra.rs", "")]);
    assert_eq!(found, ["lib.rs:1: room `extra` is missing from the list of rooms"]);
    let found = violations(&[(
        "lib.rs",
        &LIB.replace("pub use calls::*;", "").replace("//! - `wire`", "//! - `air`: is\n//! - `wire`"),
    )]);
    assert_eq!(found, ["lib.rs:6: room `air` is listed, and there is no such module"]);
    let found = violations(&[("lib.rs", "//! A crate.")]);
    assert_eq!(found[0], "lib.rs:1: the documentation has no list of rooms, `//! ## Rooms`");
    for (line, words) in [("//! - base, which", "expected a room"), ("//! - `base`: again", "listed twice")] {
        let lib =
            LIB.replace("pub use calls::*;", "").replace("//! - `wire`", &format!("{line}\n//! - `wire`"));
        let found = violations(&[("lib.rs", &lib)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("lib.rs:6: ") && found[0].contains(words), "{found:?}");
    }
}
