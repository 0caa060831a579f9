//! Serving a metadata document: entity sets, singletons, navigation, inheritance, type casts, and the
//! document itself.

use graph_entity_emulator::{Builder, Emulator, NestedWrites, StartError};
use serde_json::{Value, json};

use crate::entities::{App, DEVICES, IosConfiguration, ManagedDevice, sample};
use crate::wire::{Answer, JSON, TOKEN, get, patch, send};

/// A schema of apps: an abstract type with derived types, contained and related entities, a complex type with
/// a derived one.
pub(crate) const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="channel"><Member Name="stable" Value="0" /><Member Name="test" Value="1" /></EnumType>
  <ComplexType Name="rule" Abstract="true"><Property Name="note" Type="Edm.String" /></ComplexType>
  <ComplexType Name="fileRule" BaseType="graph.rule">
    <Property Name="path" Type="Edm.String" />
    <Property Name="is32Bit" Type="Edm.Boolean" Nullable="false" />
  </ComplexType>
  <ComplexType Name="size">
    <Property Name="bytes" Type="Edm.Int64" /><Property Name="unit" Type="Edm.String" />
  </ComplexType>
  <ComplexType Name="exactSize" BaseType="graph.size"><Property Name="bits" Type="Edm.Int32" /></ComplexType>
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="app" BaseType="graph.entity" Abstract="true">
    <Property Name="name" Type="Edm.String" />
    <Property Name="channel" Type="graph.channel" Nullable="false" />
    <Property Name="createdDateTime" Type="Edm.DateTimeOffset" Nullable="false" />
    <Property Name="score" Type="Edm.Int32" Nullable="false"><Annotation Term="Org.OData.Core.V1.Computed" /></Property>
    <NavigationProperty Name="assignments" Type="Collection(graph.assignment)" ContainsTarget="true" />
    <NavigationProperty Name="categories" Type="Collection(graph.category)" />
    <NavigationProperty Name="publisher" Type="graph.category" />
  </EntityType>
  <EntityType Name="lobApp" BaseType="graph.app" Abstract="true"><Property Name="file" Type="Edm.String" /></EntityType>
  <EntityType Name="win32App" BaseType="graph.lobApp">
    <Property Name="rule" Type="graph.rule" />
    <Property Name="rules" Type="Collection(graph.rule)" />
    <Property Name="size" Type="graph.size" />
    <NavigationProperty Name="content" Type="graph.category" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="webApp" BaseType="graph.app"><Property Name="url" Type="Edm.String" /></EntityType>
  <EntityType Name="assignment" BaseType="graph.entity"><Property Name="target" Type="Edm.String" /></EntityType>
  <EntityType Name="category" BaseType="graph.entity" OpenType="true"><Property Name="label" Type="Edm.String" /></EntityType>
  <EntityType Name="store">
    <Property Name="open" Type="Edm.Boolean" />
    <NavigationProperty Name="apps" Type="Collection(graph.app)" ContainsTarget="true" />
    <NavigationProperty Name="featured" Type="Collection(graph.category)" />
  </EntityType>
  <Action Name="publish" IsBound="true"><Parameter Name="bindingParameter" Type="graph.app" /></Action>
  <Function Name="delta" IsBound="true">
    <Parameter Name="bindingParameter" Type="Collection(graph.app)" /><ReturnType Type="Collection(graph.app)" />
  </Function>
  <EntityContainer Name="GraphService">
    <EntitySet Name="categories" EntityType="graph.category" />
    <EntitySet Name="apps" EntityType="graph.app" />
    <Singleton Name="store" Type="graph.store">
      <NavigationPropertyBinding Path="featured" Target="categories" />
    </Singleton>
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

pub(crate) fn graph() -> Builder {
    Emulator::builder().metadata("beta", DOCUMENT)
}

pub(crate) async fn post(emulator: &Emulator, path: &str, body: &str) -> Answer {
    send(emulator, "POST", path, &[TOKEN, JSON], body).await
}

/// Creates an entity, and returns its path.
pub(crate) async fn created(emulator: &Emulator, path: &str, body: &str) -> String {
    let answer = post(emulator, path, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.header("location").unwrap().strip_prefix(emulator.endpoint()).unwrap().to_owned()
}

const SAMPLES: &str = "/v1.0/samples";

const WIN32: &str = r##""@odata.type": "#microsoft.graph.win32App""##;
const WEB: &str = r##""@odata.type": "#microsoft.graph.webApp""##;

#[tokio::test]
async fn the_document_is_served_unchanged() {
    let emulator = graph().start().await;
    let answer = get(&emulator, "/beta/$metadata").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/xml")));
    assert_eq!(answer.text, DOCUMENT);
    // It needs no token, unlike everything else.
    assert_eq!(send(&emulator, "GET", "/beta/$metadata", &[], "").await.text, DOCUMENT);
    assert_eq!(send(&emulator, "GET", "/beta/samples", &[], "").await.status, 401);
    assert_eq!(send(&emulator, "POST", "/beta/$metadata", &[], "").await.status, 401);
    let error = Emulator::builder().metadata("beta", "<a>").try_start().await.unwrap_err();
    assert!(matches!(error, StartError::Metadata { .. }));
    assert!(error.to_string().contains("line 1, column"), "{error}");
}

#[tokio::test]
async fn an_entity_set_of_an_undeclared_type_is_an_error_at_the_start() {
    let document = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityContainer Name="GraphService"><EntitySet Name="things" EntityType="microsoft.graph.thing" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;
    let error =
        Emulator::builder().metadata("v1.0", document).try_start().await.err().map(|it| it.to_string());
    let expected = "the metadata for `v1.0` cannot be read: `things` is of the type `microsoft.graph.thing`, which it does \
                    not declare";
    assert_eq!(error.as_deref(), Some(expected));
}

#[tokio::test]
async fn entities_of_derived_types_are_in_the_collection_of_the_base_type() {
    let emulator = graph().start().await;
    let win32 = created(
        &emulator,
        "/beta/apps",
        &format!(r#"{{{WIN32}, "name": "a", "channel": "test", "file": "f"}}"#),
    )
    .await;
    let web =
        created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "channel": "stable", "url": "u"}}"#)).await;
    let body = get(&emulator, &win32).await.json();
    assert_eq!((&body["@odata.type"], &body["file"]), (&json!("#microsoft.graph.win32App"), &json!("f")));
    let names = |answer: Answer| {
        let value = answer.json()["value"].clone();
        value.as_array().unwrap().iter().map(|it| it["@odata.type"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(names(get(&emulator, "/beta/apps").await).len(), 2);
    for (path, count) in [
        ("/beta/apps/microsoft.graph.lobApp", 1),
        ("/beta/apps/microsoft.graph.webApp", 1),
        ("/beta/apps?$filter=isof('microsoft.graph.lobApp')", 1),
        ("/beta/apps?$filter=microsoft.graph.win32App/file%20eq%20'f'", 1),
        ("/beta/apps?$filter=channel%20eq%20'stable'", 1),
        ("/beta/apps?$select=name,microsoft.graph.lobApp/file", 2),
    ] {
        let answer = get(&emulator, path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert_eq!(names(answer).len(), count, "{path}");
    }
    assert_eq!(get(&emulator, "/beta/apps/$count").await.text, "2");
    assert_eq!(get(&emulator, "/beta/apps/$count?$filter=name%20eq%20'a'").await.text, "1");
    assert_eq!(get(&emulator, &format!("{win32}/microsoft.graph.lobApp")).await.status, 200);
    assert_eq!(get(&emulator, &format!("{web}/microsoft.graph.lobApp")).await.status, 404);
    assert_eq!(get(&emulator, "/beta/apps/microsoft.graph.category").await.status, 404);
    let key = win32.rsplit('/').next().unwrap();
    assert_eq!(get(&emulator, &format!("/beta/apps('{key}')")).await.status, 200);
}

#[tokio::test]
async fn a_body_must_state_its_type_if_the_declared_one_is_abstract() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WIN32}}}")).await;
    for (method, path, body, words) in [
        ("POST", "/beta/apps", r#"{"name": "a"}"#.to_owned(), "Cannot create an abstract class."),
        (
            "POST",
            "/beta/apps",
            r##"{"@odata.type": "#microsoft.graph.lobApp"}"##.to_owned(),
            "Cannot create an abstract",
        ),
        (
            "POST",
            "/beta/apps",
            r##"{"@odata.type": "#microsoft.graph.category"}"##.to_owned(),
            "not assignable",
        ),
        (
            "POST",
            "/beta/apps",
            r##"{"@odata.type": "#microsoft.graph.nope"}"##.to_owned(),
            "could not be resolved",
        ),
        ("PATCH", &app, r#"{"file": "a"}"#.to_owned(), "Cannot create an abstract class."),
        ("PATCH", &app, format!(r#"{{{WEB}, "url": "a"}}"#), "incompatible with the metadata"),
        ("PATCH", &app, format!(r#"{{{WIN32}, "url": "a"}}"#), "'url' does not exist on type"),
        ("PATCH", &app, format!(r#"{{{WIN32}, "score": 7}}"#), "read-only"),
        ("PATCH", &app, format!(r#"{{{WIN32}, "channel": null}}"#), "A null value was found"),
        ("PATCH", &app, format!(r#"{{{WIN32}, "channel": "beta"}}"#), "Requested value 'beta' was not found"),
        (
            "PATCH",
            &app,
            format!(r#"{{{WIN32}, "assignments": []}}"#),
            "Cannot apply PATCH to navigation property",
        ),
        (
            "PATCH",
            &app,
            format!(r#"{{{WIN32}, "rule": {{"note": "a"}}}}"#),
            "Cannot create an abstract class.",
        ),
        (
            "PATCH",
            &app,
            format!(r##"{{{WIN32}, "rule": {{"@odata.type": "#microsoft.graph.rule"}}}}"##),
            "Cannot create an abstract class.",
        ),
    ] {
        let answer = send(&emulator, method, path, &[TOKEN, JSON], &body).await;
        let (status, _, message) = answer.error();
        assert!(status == 400 && message.contains(words), "{body}: {message}");
    }
}

#[tokio::test]
async fn nested_values_have_a_type_if_it_is_a_derived_one() {
    let emulator = graph().start().await;
    let rule = r##"{"@odata.type": "#microsoft.graph.fileRule", "path": "p", "is32Bit": true}"##;
    let body =
        format!(r#"{{{WIN32}, "rule": {rule}, "rules": [{rule}], "size": {{"bytes": 1, "unit": "B"}}}}"#);
    let app = created(&emulator, "/beta/apps", &body).await;
    let read = get(&emulator, &app).await.json();
    let named = json!({"@odata.type": "#microsoft.graph.fileRule", "path": "p", "is32Bit": true});
    assert_eq!((&read["rule"], &read["rules"]), (&named, &json!([named])));
    assert_eq!(read["size"], json!({"bytes": 1, "unit": "B"}), "the declared type is not named");
    let body =
        format!(r##"{{{WIN32}, "size": {{"@odata.type": "#microsoft.graph.exactSize", "bits": 8}}}}"##);
    let read = patch(&emulator, &app, &body).await.json();
    assert_eq!(read["size"], json!({"@odata.type": "#microsoft.graph.exactSize", "bits": 8}));
}

#[tokio::test]
async fn a_complex_value_is_merged_or_replaced() {
    for (writes, unit) in [(NestedWrites::Merged, json!("B")), (NestedWrites::Replaced, Value::Null)] {
        let emulator = graph().nested_writes(writes).start().await;
        let app =
            created(&emulator, "/beta/apps", &format!(r#"{{{WIN32}, "size": {{"bytes": 1, "unit": "B"}}}}"#))
                .await;
        let read = patch(&emulator, &app, &format!(r#"{{{WIN32}, "size": {{"bytes": 2}}}}"#)).await.json();
        assert_eq!((&read["size"]["bytes"], &read["size"]["unit"]), (&json!(2), &unit));
    }
}

#[tokio::test]
async fn contained_entities_are_below_their_owner() {
    let emulator = graph().start().await;
    assert_eq!(post(&emulator, "/beta/apps/none/assignments", "{}").await.status, 404);
    let app =
        created(&emulator, "/beta/apps", &format!(r#"{{{WIN32}, "assignments": [{{"target": "a"}}]}}"#))
            .await;
    let assignment = created(&emulator, &format!("{app}/assignments"), r#"{"target": "b"}"#).await;
    assert!(assignment.starts_with(&format!("{app}/assignments/")));
    let list = get(&emulator, &format!("{app}/assignments?$orderby=target&$select=target")).await.json();
    assert_eq!(list["value"], json!([{"target": "a"}, {"target": "b"}]));
    let expanded = get(
        &emulator,
        &format!("{app}?$expand=assignments($select=target;$filter=target eq 'b')").replace(' ', "%20"),
    )
    .await
    .json();
    assert_eq!(expanded["assignments"], json!([{"target": "b"}]));
    assert_eq!(send(&emulator, "DELETE", &app, &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, &assignment).await.status, 404);
}

#[tokio::test]
async fn a_contained_single_entity_exists_after_its_first_change() {
    let emulator = graph().start().await;
    let store = get(&emulator, "/beta/store").await.json();
    assert_eq!(store["open"], Value::Null);
    assert_eq!(patch(&emulator, "/beta/store", r#"{"open": true}"#).await.json()["open"], true);
    let app = created(&emulator, "/beta/store/apps", &format!("{{{WIN32}}}")).await;
    assert!(app.starts_with("/beta/store/apps/"), "{app}");
    let content = format!("{app}/microsoft.graph.win32App/content");
    assert_eq!(get(&emulator, &content).await.status, 404);
    assert_eq!(
        get(&emulator, &format!("{app}/content")).await.status,
        400,
        "a derived type's property takes a cast"
    );
    assert_eq!(patch(&emulator, &content, r#"{"id": "mine"}"#).await.status, 400);
    assert_eq!(get(&emulator, &content).await.status, 404, "what was refused was not made");
    let made = patch(&emulator, &content, r#"{"label": "x", "more": [1]}"#).await.json();
    assert_eq!(
        (&made["label"], &made["more"]),
        (&json!("x"), &json!([1])),
        "an open type keeps what it does not know"
    );
    assert_eq!(get(&emulator, &content).await.json()["id"], made["id"]);
    assert!(emulator.urls().contains(&format!("{}{content}", emulator.endpoint())), "{:?}", emulator.urls());
    assert_eq!(patch(&emulator, "/beta/apps/none/microsoft.graph.win32App/content", "{}").await.status, 404);
}

#[tokio::test]
async fn a_property_has_an_address() {
    let emulator = graph().start().await;
    let app =
        created(&emulator, "/beta/apps", &format!(r#"{{{WIN32}, "name": "n", "channel": "test"}}"#)).await;
    let name = get(&emulator, &format!("{app}/name")).await.json();
    assert_eq!(name["value"], "n");
    assert!(name["@odata.context"].as_str().unwrap().ends_with("')/name"), "{name}");
    assert_eq!(get(&emulator, &format!("{app}/microsoft.graph.lobApp/file")).await.status, 204);
    assert_eq!(send(&emulator, "PUT", &format!("{app}/name"), &[TOKEN, JSON], "{}").await.status, 501);
}

#[tokio::test]
async fn only_declared_operations_are_served() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WIN32}}}")).await;
    for path in [format!("{app}/publish"), format!("{app}/microsoft.graph.publish")] {
        assert_eq!(post(&emulator, &path, "{}").await.status, 204);
    }
    let (status, code, message) = post(&emulator, &format!("{app}/unpublish"), "{}").await.error();
    assert_eq!((status, code.as_str()), (400, "No method match route template"));
    assert!(message.contains("~/entityset/key/navigation with http verb POST"), "{message}");
}

#[tokio::test]
async fn annotated_entities_generate_an_equivalent_document() {
    let emulator =
        sample().entity::<ManagedDevice>().entity::<App>().entity::<IosConfiguration>().start().await;
    let document = get(&emulator, "/v1.0/$metadata").await;
    assert_eq!((document.status, document.header("content-type")), (200, Some("application/xml")));
    let again = Emulator::builder().metadata("v1.0", document.text.as_str()).start().await;
    for path in [DEVICES, SAMPLES] {
        let body = if path == DEVICES {
            r#"{"deviceName": "a", "platform": "ios", "size": 3}"#
        } else {
            r#"{"flag": true}"#
        };
        let (one, two) = (post(&emulator, path, body).await, post(&again, path, body).await);
        assert_eq!((one.status, two.status), (201, 201), "{}: {}", document.text, two.text);
        let names = |answer: &Answer| answer.json().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&one), names(&two));
        let message = |answer: Answer| answer.error().2.split(" - Operation ID").next().unwrap().to_owned();
        let wrong = r#"{"id": "x"}"#;
        assert_eq!(message(post(&emulator, path, wrong).await), message(post(&again, path, wrong).await));
    }
    assert_eq!(get(&again, "/v1.0/$metadata").await.text, document.text);
}
