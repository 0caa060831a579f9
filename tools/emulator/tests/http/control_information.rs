//! How much control information a response has: `odata.metadata=none`, `minimal` and `full`.

use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::metadata::post;
use crate::wire::{TOKEN, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="color"><Member Name="red" Value="0" /></EnumType>
  <ComplexType Name="place"><Property Name="at" Type="Edm.DateTimeOffset" /></ComplexType>
  <ComplexType Name="tower" BaseType="graph.place"><Property Name="floors" Type="Edm.Int16" /></ComplexType>
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="thing" BaseType="graph.entity">
    <Property Name="name" Type="Edm.String" /><Property Name="isNew" Type="Edm.Boolean" />
    <Property Name="count" Type="Edm.Int32" /><Property Name="size" Type="Edm.Int64" />
    <Property Name="share" Type="Edm.Double" /><Property Name="limit" Type="Edm.Double" />
    <Property Name="price" Type="Edm.Decimal" /><Property Name="guid" Type="Edm.Guid" />
    <Property Name="at" Type="Edm.DateTimeOffset" /><Property Name="day" Type="Edm.Date" />
    <Property Name="color" Type="graph.color" /><Property Name="tags" Type="Collection(Edm.String)" />
    <Property Name="colors" Type="Collection(graph.color)" /><Property Name="home" Type="graph.place" />
    <Property Name="places" Type="Collection(graph.place)" /><Property Name="image" Type="Edm.Stream" />
    <NavigationProperty Name="parts" Type="Collection(graph.thing)" ContainsTarget="true" />
    <NavigationProperty Name="owner" Type="graph.thing" />
  </EntityType>
  <EntityType Name="file" BaseType="graph.thing" HasStream="true">
    <NavigationProperty Name="copies" Type="Collection(graph.file)" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService"><EntitySet Name="things" EntityType="graph.thing" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

const FULL: &str = "Accept: application/json;odata.metadata=full";

fn things() -> Builder {
    let thing = json!({
        "name": "x", "isNew": true, "count": 1, "size": 2, "share": 0.5, "limit": "INF", "price": 1.5,
        "guid": "6fa459ea-ee8a-3ca4-894e-db77e160355e", "at": "2026-01-02T03:04:05Z", "day": "2026-01-02",
        "color": "red", "tags": ["t"], "colors": [], "home": {"at": "2026-01-02T03:04:05Z"},
        "places": [{"@odata.type": "#microsoft.graph.tower", "floors": 3}],
    });
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/things/a b", thing)
        .seed_at("/v1.0/things/f", json!({"@odata.type": "#microsoft.graph.file", "name": "f"}))
        .seed_at("/v1.0/things/a b/parts/p", json!({"name": "part"}))
}

async fn full(emulator: &Emulator, path: &str) -> Value {
    let answer = send(emulator, "GET", path, &[TOKEN, FULL], "").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    assert!(answer.header("content-type").unwrap().contains(";odata.metadata=full;"), "{path}");
    answer.json()
}

#[tokio::test]
async fn a_full_entity_says_its_type_and_its_addresses() {
    let emulator = things().start().await;
    let at = |path: &str| json!(format!("{}/v1.0/{path}", emulator.endpoint()));
    let body = full(&emulator, "/v1.0/things/a%20b").await;
    assert_eq!(body["@odata.context"], at("$metadata#things/$entity"));
    assert_eq!(body["@odata.type"], "#microsoft.graph.thing");
    assert_eq!((&body["@odata.id"], &body["@odata.editLink"]), (&at("things/a%20b"), &json!("things/a%20b")));
    assert!(body["@odata.etag"].as_str().unwrap().starts_with("W/"));
    assert_eq!(body["parts@odata.navigationLink"], at("things/a%20b/parts"));
    assert_eq!(body["parts@odata.associationLink"], at("things/a%20b/parts/$ref"));
    assert_eq!(body["owner@odata.navigationLink"], at("things/a%20b/owner"));
    assert_eq!(body["image@odata.mediaReadLink"], at("things/a%20b/image"));
    assert_eq!(body.get("@odata.mediaReadLink"), None, "it has no stream of its own");
    let annotations: Vec<(&str, &str)> = body
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix("@odata.type")?, value.as_str()?)))
        .collect();
    let expected = [
        ("", "#microsoft.graph.thing"),
        ("size", "#Int64"),
        ("limit", "#Double"),
        ("price", "#Decimal"),
        ("guid", "#Guid"),
        ("at", "#DateTimeOffset"),
        ("day", "#Date"),
        ("color", "#microsoft.graph.color"),
        ("tags", "#Collection(String)"),
        ("colors", "#Collection(microsoft.graph.color)"),
        ("places", "#Collection(microsoft.graph.place)"),
    ];
    assert_eq!(annotations, expected);
    let home = json!({
        "@odata.type": "#microsoft.graph.place", "at@odata.type": "#DateTimeOffset", "at": "2026-01-02T03:04:05Z",
    });
    assert_eq!(body["home"], home);
    let tower = json!({"@odata.type": "#microsoft.graph.tower", "floors@odata.type": "#Int16", "floors": 3});
    assert_eq!(body["places"], json!([tower]));
    // The links lead somewhere.
    for link in ["@odata.id", "parts@odata.navigationLink", "parts@odata.associationLink"] {
        let path = body[link].as_str().unwrap().replace(emulator.endpoint(), "");
        assert_eq!(send(&emulator, "GET", &path, &[TOKEN], "").await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn lists_expansions_selections_and_properties_are_full_too() {
    let emulator = things().start().await;
    let at = |path: &str| json!(format!("{}/v1.0/{path}", emulator.endpoint()));
    let list = full(&emulator, "/v1.0/things?$select=name,parts&$expand=parts").await;
    let (thing, file) = (&list["value"][0], &list["value"][1]);
    assert_eq!((&thing["@odata.id"], &file["@odata.id"]), (&at("things/a%20b"), &at("things/f")));
    assert_eq!(thing["parts"][0]["@odata.id"], at("things/a%20b/parts/p"));
    assert_eq!(thing["parts"][0]["@odata.editLink"], "things/a%20b/parts/p");
    assert_eq!(thing["parts@odata.navigationLink"], at("things/a%20b/parts"));
    assert_eq!(thing.get("owner@odata.navigationLink"), None, "it is not selected");
    assert_eq!(file["@odata.mediaReadLink"], at("things/f/$value"), "a file has a stream");
    let file = full(&emulator, "/v1.0/things/f").await;
    assert_eq!(file["copies@odata.navigationLink"], at("things/f/microsoft.graph.file/copies"));
    let guid = full(&emulator, "/v1.0/things/a%20b/guid").await;
    let context = at("$metadata#things('a b')/guid");
    let expected = json!({
        "@odata.context": context, "@odata.type": "#Guid", "value": "6fa459ea-ee8a-3ca4-894e-db77e160355e",
    });
    assert_eq!(guid, expected);
    let home = full(&emulator, "/v1.0/things/a%20b/home").await;
    assert_eq!(
        (&home["@odata.type"], &home["at@odata.type"]),
        (&json!("#microsoft.graph.place"), &json!("#DateTimeOffset"))
    );
}

#[tokio::test]
async fn the_option_format_and_writes_may_ask_for_it() {
    let emulator = things().start().await;
    for format in ["application/json;odata.metadata=full", "application%2Fjson%3Bmetadata%3Dfull"] {
        let path = format!("/v1.0/things/f?$format={format}");
        let answer =
            send(&emulator, "GET", &path, &[TOKEN, "Accept: application/json;odata.metadata=none"], "").await;
        assert_eq!(answer.json()["@odata.editLink"], "things/f", "$format takes precedence: {}", answer.text);
    }
    for (accept, has_id) in [
        ("application/json", false),
        ("application/json;odata.metadata=minimal", false),
        ("application/json;odata.metadata=FULL", true),
        ("text/plain;odata.metadata=full, application/json", false),
        ("*/*", false),
    ] {
        let accept = format!("Accept: {accept}");
        let answer = send(&emulator, "GET", "/v1.0/things/f", &[TOKEN, &accept], "").await;
        assert_eq!(answer.json().get("@odata.id").is_some(), has_id, "{accept}");
    }
    let json = "Content-Type: application/json";
    let created = send(&emulator, "POST", "/v1.0/things", &[TOKEN, FULL, json], r#"{"size": 7}"#).await;
    let body = created.json();
    assert_eq!((created.status, &body["size@odata.type"]), (201, &json!("#Int64")));
    assert_eq!(body["@odata.id"].as_str(), created.header("location"));
    let sent_back = send(
        &emulator,
        "PATCH",
        "/v1.0/things/f",
        &[TOKEN, json],
        &body.to_string().replace(body["id"].as_str().unwrap(), "f"),
    )
    .await;
    assert_eq!(sent_back.status, 400, "a thing is no file: {}", sent_back.text);
    let batch = json!({"requests": [{
        "id": "1", "method": "GET", "url": "/things/f",
        "headers": {"accept": "application/json;odata.metadata=full"},
    }]});
    let answer = post(&emulator, "/v1.0/$batch", &batch.to_string()).await.json();
    assert_eq!(answer["responses"][0]["body"]["@odata.editLink"], "things/f");
}
