//! Generates from a document with what metadata may have and seldom has: odd names, names that are there twice,
//! keys of every type, what nothing describes, overloads. Compiles the result, and uses it.
//!
//! `UPDATE_ODD=1 cargo test -p cargo-graph-entity --test odd` writes `odd.rs`. Read it.

use std::path::{Path, PathBuf};

use cargo_graph_entity::{Generated, Request, Source, generate};
use graph_entity::from_slice;
use graph_entity_schema::{Apis, Metadata, compare};
use serde_json::{Value, json};

use odd::{AnyEntity, L7, Odd, OddGo, OddPickWithNAndOpt, UserGo, UserUser};

#[allow(
    clippy::pedantic,
    dead_code,
    unreachable_pub,
    reason = "a generated file is for the user's crate, which uses a part of it and has its own lints"
)]
mod odd {
    include!("odd.rs");
}

fn metadata() -> Metadata {
    Metadata::parse("odd.xml", include_str!("odd.xml")).expect("a valid document")
}

fn everything() -> Generated {
    let request = Request { all: true, ..Request::default() };
    generate(&metadata(), "odd.xml", "v1.0", &request).expect("everything")
}

#[test]
fn the_generated_file_is_the_checked_in_one() {
    let text = everything().to_text();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odd/odd.rs");
    if std::env::var_os("UPDATE_ODD").is_some() {
        std::fs::write(&path, &text).expect("a writable file");
    }
    let known = std::fs::read_to_string(&path).expect("the checked-in file");
    assert!(text == known, "odd.rs differs: read what changes after UPDATE_ODD=1");
}

#[test]
fn what_is_generated_agrees_with_the_document() {
    let source = Source::parse([(PathBuf::from("odd.rs"), everything().to_text())]).expect("source");
    let found = compare(&source.items, &Apis::from([("v1.0".to_owned(), metadata())]));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_cannot_be_generated_is_named_with_its_reason() {
    let generated = everything();
    let left_out: Vec<&str> = generated.left_out().collect();
    let line = |text: &str| {
        let at = include_str!("odd.xml").lines().position(|line| line.contains(text)).expect("a line");
        format!("odd.xml:{}", at + 1)
    };
    let ghost = "nothing describes microsoft.graph.ghost";
    assert_eq!(
        left_out,
        [
            &format!("/ghost: {ghost} ({})", line("Singleton Name=\"ghost\"")),
            &format!("/ghosts: {ghost} ({})", line("Name=\"ghosts\"")),
            "hidden: it is not part of the service",
            "microsoft.graph.byteEnum/$dollar: it is not a name of OData",
            "microsoft.graph.byteEnum/1st: it is not a name of OData",
            &format!(
                "microsoft.graph.missing/orphan: nothing describes microsoft.graph.missing ({})",
                line("Name=\"orphan\"")
            ),
            "microsoft.graph.odd/$top: it is not a name of OData",
            &format!(
                "microsoft.graph.odd/gone: nothing describes microsoft.graph.notThere ({})",
                line("Name=\"gone\"")
            ),
            "microsoft.graph.odd/noResult: a function without a result",
            "microsoft.graph.odd/stream: a stream, which is never part of a value",
            "microsoft.graph.odd/streams: a stream, which is never part of a value",
            "noBinding: it is not part of the service",
        ]
    );
    let untyped: Vec<&str> = generated.untyped().collect();
    let [alien] = untyped.as_slice() else { panic!("{untyped:?}") };
    assert!(
        alien.starts_with("microsoft.graph.odd/alien: any JSON, since nothing describes `other.missing`")
    );
}

/// Reads a value, which is written as it came, and returns it.
macro_rules! kept {
    ($name:ty, $json:expr) => {{
        let value: Value = serde_json::from_str($json).expect("JSON");
        let read: $name = from_slice($json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {value}"));
        assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
        read
    }};
}

#[test]
fn odd_names_are_read_and_written_back() {
    let odd = kept!(
        Odd,
        r##"{
        "@odata.type": "#microsoft.graph.odd",
        "id": "1",
        "type": "a", "Type": 2, "TYPE": true,
        "1st": "b", "_private": "c", "__": "d", "self": "e", "crate": "f", "super": "g", "async": "h", "gen": "i",
        "try": "j", "display_name": "k", "displayName": "l", "DisplayName": "m",
        "any": [1, "x"], "anys": [null, 2], "prim": 3, "cplx": { "a": 1 }, "geo": { "type": "Point" },
        "ids": ["9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11"], "g": "9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11",
        "mode": "ab,big", "modes": ["none", "odd"], "nv": "X", "em": "new", "by": "_lead",
        "bag": { "later": 1 }, "ob": { "@odata.type": "#microsoft.graph.openKid", "additional": "x", "odataType": "y", "z": 1 },
        "str": { "v": "s" }, "vec": {}, "date": { "d": "2026-01-02" }, "uuid": { "g": "9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11" },
        "plainEntity": { "@odata.type": "#microsoft.graph.l2", "id": "2" }, "plainEntities": [],
        "alien": { "x": [] }, "bytes": "YWJj", "dec": 1.50, "dur": "P1D", "dt": "2026-01-02T03:04:05.0600000Z",
        "o1": { "one": "1", "sub": "k" }, "o2": { "two": "z" },
        "kids": [{ "@odata.type": "#microsoft.graph.l7", "id": "7" }],
        "anyEntity": { "@odata.type": "#microsoft.graph.Group", "id": "3" },
        "keylessNav": { "@odata.type": "#microsoft.graph.keyless", "x": "y" }
    }"##
    );
    assert_eq!((odd.r#type.as_deref(), odd.type_2, odd.type_3), (Some("a"), Some(2), Some(true)));
    assert!(matches!(odd.any_entity.as_deref(), Some(AnyEntity::Group(_))));
    let deepest = kept!(
        L7,
        r##"{
        "@odata.type": "#microsoft.graph.l7", "id": "1",
        "p1": "a", "p2": "b", "p3": { "next": { "next": { "next": {}, "many": [{}] } } },
        "p4": 4, "p5": 5, "p6": 6.5, "p7": "03:04:05.0600000", "open": [1]
    }"##
    );
    assert_eq!(deepest.additional.get("open"), Some(&json!([1])));
    // A namespace that is called like a type, and a type like its namespace.
    kept!(
        UserUser,
        r##"{
        "@odata.type": "#microsoft.graph.user.user", "id": "1", "uu": { "u": "x" }, "more": true
    }"##
    );
}

/// The target of a request, without the host.
fn target(request: Result<http::Request<bytes::Bytes>, graph_entity::Error>) -> String {
    let request = request.expect("a request");
    request.uri().path_and_query().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn addresses_have_keys_of_every_type_and_overloads_their_own_parameters() {
    const HOST: &str = "https://graph.microsoft.com";
    let id: graph_entity::uuid::Uuid = "9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11".parse().expect("an id");
    for (request, expected) in [
        (odd::IntKey::at(7).get().to_http(HOST), "/v1.0/intKeys/7"),
        (odd::DateKey::at("2026-01-02").get().to_http(HOST), "/v1.0/dateKeys/2026-01-02"),
        (odd::GuidKey::at(id).get().to_http(HOST), "/v1.0/guidKeys/9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11"),
        (odd::TwoKeys::at("x'y", 2).get().to_http(HOST), "/v1.0/twoKeys(a='x%27%27y',b=2)"),
        (odd::Keyless::at().get().to_http(HOST), "/v1.0/lone"),
        (odd::Thing::at("1").get().to_http(HOST), "/v1.0/items/1"),
        (OddGo.call("1").to_http(HOST), "/v1.0/odds/1/microsoft.graph.two.go"),
        (odd::UsersGo::default().call().to_http(HOST), "/v1.0/users/go"),
        (odd::Go { x: Some(1) }.call().to_http(HOST), "/v1.0/go"),
        (UserGo { r#type: "x".to_owned() }.call_me_go().to_http(HOST), "/v1.0/me/go"),
        (odd::Now.call().to_http(HOST), "/v1.0/now()"),
    ] {
        assert_eq!(target(request), expected);
    }
    let pick = |opt: Option<&str>| OddPickWithNAndOpt { n: 1, opt: opt.map(str::to_owned) }.call("1");
    assert_eq!(target(pick(Some("a")).to_http(HOST)), "/v1.0/odds/1/pick(n=1,opt='a')");
    // What is optional is another overload without it.
    assert_eq!(target(pick(None).to_http(HOST)), "/v1.0/odds/1/pick(n=1)");
}
