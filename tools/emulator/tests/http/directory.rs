//! The parts of Graph's directory that go past OData, and open types: queries by properties that the declared
//! type does not have.

use graph_entity_emulator::Emulator;
use serde_json::json;

use crate::wire::{JSON, TOKEN, get, send};

/// Enables advanced queries.
const EVENTUAL: &str = "ConsistencyLevel: eventual";

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="directoryObject" BaseType="microsoft.graph.entity" />
  <EntityType Name="user" BaseType="microsoft.graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="manager" Type="microsoft.graph.directoryObject" />
  </EntityType>
  <EntityType Name="group" BaseType="microsoft.graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="members" Type="Collection(microsoft.graph.directoryObject)" />
  </EntityType>
  <EntityType Name="fieldSet" BaseType="microsoft.graph.entity" OpenType="true" />
  <EntityType Name="item" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="fields" Type="microsoft.graph.fieldSet" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="directoryObjects" EntityType="microsoft.graph.directoryObject" />
    <EntitySet Name="users" EntityType="microsoft.graph.user" />
    <EntitySet Name="groups" EntityType="microsoft.graph.group" />
    <EntitySet Name="items" EntityType="microsoft.graph.item" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

/// Three users in one group, each the manager of the next, and two items with undeclared fields.
async fn directory() -> Emulator {
    let mut builder = Emulator::builder().metadata("v1.0", DOCUMENT).seed_at("/v1.0/groups/all", json!({}));
    for name in ["Ann", "Bob", "Cid"] {
        builder =
            builder.seed_at(format!("/v1.0/users/{}", name.to_lowercase()), json!({"displayName": name}));
    }
    let red = json!({"Color": "red", "Quantity": 5, "More": {"Deep": true}});
    for (key, fields) in [("1", red), ("2", json!({"Color": "blue", "Quantity": 900}))] {
        let item = format!("/v1.0/items/{key}");
        builder = builder.seed_at(format!("{item}/fields"), fields).seed_at(item, json!({}));
    }
    let emulator = builder.start().await;
    for (method, from, to) in [
        ("PUT", "users/bob/manager", "ann"),
        ("PUT", "users/cid/manager", "bob"),
        ("POST", "groups/all/members", "ann"),
        ("POST", "groups/all/members", "bob"),
        ("POST", "groups/all/members", "cid"),
    ] {
        link(&emulator, method, from, to).await;
    }
    emulator
}

async fn link(emulator: &Emulator, method: &str, from: &str, to: &str) {
    let body = format!(r#"{{"@odata.id": "https://graph.microsoft.com/v1.0/users/{to}"}}"#);
    let answer = send(emulator, method, &format!("/v1.0/{from}/$ref"), &[TOKEN, JSON], &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

#[tokio::test]
async fn an_entity_of_a_derived_type_has_an_address_in_directory_objects() {
    let emulator = directory().await;
    let remove = "/v1.0/groups/all/members/ann/$ref";
    assert_eq!(send(&emulator, "DELETE", remove, &[TOKEN], "").await.status, 204);
    for (key, status) in [("ann", 204), ("1", 404), ("nobody", 404), ("ann", 400)] {
        let body = format!(r#"{{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/{key}"}}"#);
        let answer = send(&emulator, "POST", "/v1.0/groups/all/members/$ref", &[TOKEN, JSON], &body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let ann = json!({"@odata.type": "#microsoft.graph.user", "id": "ann"});
    let members = get(&emulator, "/v1.0/groups/all/members?$filter=id%20eq%20'ann'&$select=id").await;
    assert_eq!(members.json()["value"], json!([ann]));
    let object = get(&emulator, "/v1.0/directoryObjects/ann?$select=id").await.json();
    assert_eq!((&object["@odata.type"], &object["id"]), (&ann["@odata.type"], &ann["id"]));
    let cast = |name| format!("/v1.0/directoryObjects/ann/microsoft.graph.{name}?$select=id");
    for (address, status) in
        [("/v1.0/directoryObjects/1".to_owned(), 404), (cast("user"), 200), (cast("group"), 404)]
    {
        assert_eq!(get(&emulator, &address).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn members_can_be_queried_by_properties_of_users() {
    let emulator = directory().await;
    let body =
        get(&emulator, "/v1.0/groups/all/members?$filter=startswith(displayName,'B')&$select=displayName")
            .await;
    assert_eq!(body.json()["value"][0]["displayName"], "Bob", "{}", body.text);
    let expand = "$expand=members($select=displayName;$orderby=displayName%20desc;$top=1;$count=true)";
    let body = get(&emulator, &format!("/v1.0/groups/all?{expand}")).await.json();
    assert_eq!(
        (&body["members@odata.count"], &body["members"][0]["displayName"]),
        (&json!(3), &json!("Cid"))
    );
    assert_eq!(body["members"].as_array().unwrap().len(), 1);
    let (status, _, message) = get(&emulator, "/v1.0/groups/all/members?$select=nope").await.error();
    assert!(status == 400 && message.contains("'nope'"), "{message}");
}

#[tokio::test]
async fn an_alternate_key_is_answered_as_not_emulated() {
    let emulator = directory().await;
    for (path, status, code) in [
        ("users('ann')", 200, ""),
        ("users(displayName='Ann')", 501, "NotEmulated"),
        ("users(displayName='Ann')/manager", 501, "NotEmulated"),
        ("nothing(displayName='Ann')", 400, "No method match route template"),
    ] {
        let (found, actual_code, _) = get(&emulator, &format!("/v1.0/{path}")).await.error();
        assert_eq!((found, actual_code.as_str()), (status, code), "{path}");
    }
}

#[tokio::test]
async fn levels_expands_a_chain() {
    let emulator = directory().await;
    let chain = async |options: &str| {
        let body = get(&emulator, &format!("/v1.0/users/cid?$expand=manager({options})")).await.json();
        let mut names = Vec::new();
        let mut at = &body["manager"];
        while let Some(name) = at["displayName"].as_str() {
            names.push(name.to_owned());
            at = &at["manager"];
        }
        names.join(" ")
    };
    assert_eq!(chain("$select=displayName").await, "Bob");
    assert_eq!(chain("$levels=1;$select=displayName").await, "Bob");
    assert_eq!(chain("$levels=2;$select=displayName").await, "Bob Ann");
    assert_eq!(chain("$levels=max;$select=displayName").await, "Bob Ann");
    for (options, status) in [
        ("manager($levels=0)", 400),
        ("manager($levels=21)", 400),
        ("manager($expand=manager($levels=2))", 501),
    ] {
        assert_eq!(get(&emulator, &format!("/v1.0/users/cid?$expand={options}")).await.status, status);
    }
    assert_eq!(get(&emulator, "/v1.0/groups/all?$expand=members($levels=2)").await.status, 501);
    let nested = |deep: usize| "manager($expand=".repeat(deep - 1) + "manager" + &")".repeat(deep - 1);
    assert_eq!(get(&emulator, &format!("/v1.0/users/cid?$expand={}", nested(4))).await.status, 200);
    assert_eq!(get(&emulator, &format!("/v1.0/users/cid?$expand={}", nested(5))).await.status, 501);
    // A cycle ends too.
    link(&emulator, "PUT", "users/ann/manager", "cid").await;
    assert_eq!(chain("$levels=max").await.split(' ').count(), 20);
}

#[tokio::test]
async fn a_filter_can_use_related_entities() {
    let emulator = directory().await;
    let groups = [
        ("members/any(m:m/displayName eq 'Bob')", 200, 1),
        ("members/any(m:m/displayName eq 'Dan')", 200, 0),
        ("members/all(m:m/displayName ge 'Ann')", 200, 1),
        ("members/$count eq 3", 200, 1),
        ("members/any(m:isof(m,'microsoft.graph.group'))", 200, 0),
        ("members/any(m:m/members/any(n:n/id eq 'x'))", 200, 0),
        ("members/any(m:m/members/any(n:n/members/any(o:o/id eq 'x')))", 501, 0),
    ];
    let managed = [
        ("manager/displayName eq 'Ann'", 200, 1),
        ("manager eq null", 200, 1),
        ("manager ne null", 200, 2),
        ("manager/manager/displayName eq 'Ann'", 200, 1),
    ];
    let groups = groups.map(|case| ("groups", case));
    for (of, (filter, status, count)) in groups.into_iter().chain(managed.map(|case| ("users", case))) {
        let path = format!("/v1.0/{of}?$count=true&$filter={}", filter.replace(' ', "%20"));
        let answer = send(&emulator, "GET", &path, &[TOKEN, EVENTUAL], "").await;
        assert_eq!(answer.status, status, "{filter}: {}", answer.text);
        let found = answer.json()["value"].as_array().map_or(0, Vec::len);
        assert_eq!(found, count, "{filter}");
    }
    let ordered = "/v1.0/users?$orderby=manager/displayName%20desc&$select=id&$count=true";
    let ordered = send(&emulator, "GET", ordered, &[TOKEN, EVENTUAL], "").await.json();
    assert_eq!(ordered["value"][0]["id"], "cid");
}

#[tokio::test]
async fn undeclared_properties_of_an_open_type_can_be_queried() {
    let emulator = directory().await;
    for (filter, expected) in [
        ("fields/Quantity lt 600", "1"),
        ("fields/Quantity ge 600 and fields/Color eq 'blue'", "2"),
        ("startswith(fields/Color,'r')", "1"),
        ("fields/More/Deep eq true", "1"),
        ("fields/Nothing eq null", "12"),
        ("fields/Color gt 5", ""),
    ] {
        let answer = get(&emulator, &format!("/v1.0/items?$filter={}", filter.replace(' ', "%20"))).await;
        assert_eq!(answer.status, 200, "{filter}: {}", answer.text);
        let body = answer.json();
        let ids: Vec<_> =
            body["value"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids.concat(), expected, "{filter}");
    }
    let body = get(&emulator, "/v1.0/items/1?$expand=fields($select=Color)").await.json();
    assert_eq!(body["fields"], json!({"Color": "red"}));
    assert_eq!(
        get(&emulator, "/v1.0/items?$filter=Nothing%20eq%201").await.status,
        400,
        "the item is not open"
    );
}

#[tokio::test]
async fn what_the_directory_does_not_have_is_missing_in_its_words() {
    let emulator = directory().await;
    for (method, path, key) in [
        ("GET", "users/none", "none"),
        ("PATCH", "users/none", "none"),
        ("DELETE", "users/none", "none"),
        ("GET", "groups/none/members", "none"),
        ("GET", "groups/all/members/none", "none"),
        ("DELETE", "groups/all/members/none/$ref", "none"),
        ("GET", "directoryObjects/none", "none"),
        ("GET", "users/ann@contoso.example/displayName", "ann@contoso.example"),
    ] {
        let answer = send(&emulator, method, &format!("/v1.0/{path}"), &[TOKEN, JSON], "{}").await;
        let (status, code, message) = answer.error();
        assert_eq!((status, code.as_str()), (404, "Request_ResourceNotFound"), "{method} {path}");
        assert!(message.starts_with(&format!("Resource '{key}' does not exist")), "{message}");
    }
    // What is beneath an item of another workload is not the directory's.
    let other = get(&emulator, "/v1.0/items/none").await.error();
    assert_eq!((other.0, other.1.as_str()), (404, "ResourceNotFound"));
}
