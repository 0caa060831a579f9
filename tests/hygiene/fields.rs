//! Fields with the name of something in the emitted code, or of a crate.

#![allow(missing_docs, clippy::pub_underscore_fields)]

use graph_entity::{Date, DateTimeOffset, graph_complex, graph_entity};

/// Each field has the name of a variable, function, module or type in the emitted code or in what it calls.
#[graph_entity(path = "/things/{self}/{type}/{value}/{index}/{f}/{writer}")]
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: String,
    pub self_: Option<String>,
    pub value: Option<String>,
    pub index: Option<i64>,
    pub visit: Option<bool>,
    pub r#type: Option<String>,
    pub f: Option<f64>,
    pub writer: Option<String>,
    pub reader: Option<String>,
    pub reference: Option<String>,
    pub patch: Option<String>,
    pub body: Option<String>,
    pub json: Option<String>,
    pub other: Option<String>,
    pub name: Option<String>,
    pub with: Option<String>,
    pub with_str: Option<String>,
    pub cleared: Option<String>,
    pub eq: Option<String>,
    pub fmt: Option<String>,
    pub deref: Option<String>,
    pub into: Option<String>,
    pub from: Option<String>,
    pub serialize: Option<String>,
    pub get: Option<String>,
    pub iter: Option<String>,
    pub is_empty: Option<bool>,
    pub into_bytes: Option<String>,
    pub at: Option<String>,
    pub update: Option<String>,
    pub new_body: Option<String>,
    pub slots: Option<String>,
    pub fields: Option<String>,
    pub __g: Option<String>,
    pub core: Option<String>,
    pub std: Option<String>,
    pub graph_entity: Option<String>,
    pub sets_id: Option<String>,
    pub r#fn: Vec<String>,
    pub r#match: Option<Nested>,
    #[graph(read_only)]
    pub r#struct: Option<String>,
    #[graph(create_only)]
    pub r#static: Option<String>,
}

/// Fields with the name of the crate of their type.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub struct Nested {
    pub time: Option<DateTimeOffset>,
    pub date: Option<Date>,
    pub uuid: Option<uuid::Uuid>,
    pub serde_json: Option<serde_json::Value>,
    pub r#type: Option<String>,
    pub visit: Option<String>,
    #[graph(read_only)]
    pub serde: Option<uuid::Uuid>,
}

#[graph_entity(path = "/crates/{uuid}/{time}/{serde_json}")]
#[derive(Debug, Clone, PartialEq)]
pub struct Crates {
    pub id: uuid::Uuid,
    pub uuid: Option<uuid::Uuid>,
    pub serde_json: Option<serde_json::Value>,
    pub time: Option<DateTimeOffset>,
    #[graph(read_only, name = "readOnly")]
    pub serde: Option<uuid::Uuid>,
    #[graph(create_only, name = "createOnly")]
    pub time_: Vec<uuid::Uuid>,
    #[graph(navigation)]
    pub graph_entity: Option<Thing>,
}

#[test]
fn every_field_has_its_setter() {
    let patch = Thing::patch().self_("s").value("v").index(4).visit(true).r#type("t").f(0.5).writer("w");
    assert_eq!(patch.clone().get("g").self_("s2").r#type("t").into("i").eq("e").at("a"), {
        patch.clone().self_("s2").eq("e").into("i").at("a").get("g")
    });
    let sent = serde_json::to_value(patch.r#fn(vec![]).clear_match()).expect("JSON");
    for (name, value) in [("self", "s"), ("value", "v"), ("type", "t"), ("writer", "w")] {
        assert_eq!(sent[name], value, "{name}");
    }
    assert!(sent["match"].is_null());
    let request = Thing::update("1", "2", "3", "4", "5", "6", Thing::patch().patch("p"));
    assert_eq!(request.template(), "/things/{self}/{type}/{value}/{index}/{f}/{writer}");
}

#[test]
fn a_field_with_the_name_of_a_crate_does_not_hide_it() {
    let at = DateTimeOffset::from(time::OffsetDateTime::UNIX_EPOCH);
    let patch = Crates::patch().uuid(uuid::Uuid::nil()).serde_json(serde_json::json!({"a": 1})).time(at);
    let sent = serde_json::to_value(&patch).expect("JSON");
    assert_eq!(sent["serdeJson"], serde_json::json!({"a": 1}));
    assert_eq!(sent["uuid"], "00000000-0000-0000-0000-000000000000");
    let nested: Nested = serde_json::from_value(serde_json::json!({"type": "t"})).expect("a value");
    assert_eq!(nested.r#type.as_deref(), Some("t"));
}
