//! Advanced queries of the directory, default properties, and where Intune differs from its metadata.

use graph_entity_emulator::{Builder, DefaultProperties, Emulator};
use serde_json::{Value, json};

use crate::metadata::{created, post};
use crate::wire::{Answer, JSON, TOKEN, get, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="directoryObject" BaseType="microsoft.graph.entity" />
  <EntityType Name="user" BaseType="microsoft.graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" /><Property Name="userPrincipalName" Type="Edm.String" />
    <Property Name="businessPhones" Type="Collection(Edm.String)" Nullable="false" />
    <Property Name="city" Type="Edm.String" /><Property Name="mail" Type="Edm.String" />
    <NavigationProperty Name="manager" Type="microsoft.graph.directoryObject" />
    <NavigationProperty Name="contacts" Type="Collection(microsoft.graph.contact)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="agentUser" BaseType="microsoft.graph.user"><Property Name="model" Type="Edm.String" /></EntityType>
  <EntityType Name="group" BaseType="microsoft.graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" /><Property Name="mail" Type="Edm.String" />
    <NavigationProperty Name="members" Type="Collection(microsoft.graph.directoryObject)" />
    <NavigationProperty Name="transitiveMembers" Type="Collection(microsoft.graph.directoryObject)" />
  </EntityType>
  <EntityType Name="contact" BaseType="microsoft.graph.entity">
    <Property Name="categories" Type="Collection(Edm.String)" />
    <Property Name="phones" Type="Collection(Edm.String)" Nullable="false" />
  </EntityType>
  <EntityType Name="mobileApp" BaseType="microsoft.graph.entity" Abstract="true"><Property Name="name" Type="Edm.String" /></EntityType>
  <EntityType Name="webApp" BaseType="microsoft.graph.mobileApp" />
  <EntityType Name="mobileLobApp" BaseType="microsoft.graph.mobileApp" Abstract="true">
    <NavigationProperty Name="contentVersions" Type="Collection(microsoft.graph.content)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="win32LobApp" BaseType="microsoft.graph.mobileLobApp" />
  <EntityType Name="content" BaseType="microsoft.graph.entity">
    <Property Name="size" Type="Edm.Int64" />
    <NavigationProperty Name="files" Type="Collection(microsoft.graph.content)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="assignment" BaseType="microsoft.graph.entity" />
  <EntityType Name="script" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="assignments" Type="Collection(microsoft.graph.assignment)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="reports" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="exportJobs" Type="Collection(microsoft.graph.content)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="deviceAppManagement" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="mobileApps" Type="Collection(microsoft.graph.mobileApp)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="deviceManagement" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="deviceHealthScripts" Type="Collection(microsoft.graph.script)" ContainsTarget="true" />
    <NavigationProperty Name="reports" Type="microsoft.graph.reports" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="users" EntityType="microsoft.graph.user" />
    <EntitySet Name="groups" EntityType="microsoft.graph.group" />
    <EntitySet Name="contacts" EntityType="microsoft.graph.contact" />
    <Singleton Name="deviceAppManagement" Type="microsoft.graph.deviceAppManagement" />
    <Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

const EVENTUAL: &str = "ConsistencyLevel: eventual";

fn tenant() -> Builder {
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at(
            "/v1.0/users/1",
            json!({"@odata.type": "#microsoft.graph.user", "displayName": "Ann", "city": "Oslo"}),
        )
        .seed_at(
            "/v1.0/users/2",
            json!({"@odata.type": "#microsoft.graph.agentUser", "displayName": "Bob", "model": "m"}),
        )
        .seed_at("/v1.0/groups/1", json!({"displayName": "All"}))
}

async fn eventual(emulator: &Emulator, path: &str) -> Answer {
    send(emulator, "GET", path, &[TOKEN, EVENTUAL], "").await
}

#[tokio::test]
async fn an_advanced_query_needs_the_header_and_count() {
    let emulator = tenant().start().await;
    for (path, code) in [
        ("users?$filter=displayName ne 'x'", "Request_UnsupportedQuery"),
        ("users?$filter=city ne null", "Request_UnsupportedQuery"),
        ("users?$filter=not(displayName eq 'x')", "Request_UnsupportedQuery"),
        ("users?$filter=id eq '1' or not startswith(displayName,'x')", "Request_UnsupportedQuery"),
        ("users?$filter=endsWith(displayName,'n')", "Request_UnsupportedQuery"),
        ("users?$filter=businessPhones/$count eq 0", "Request_UnsupportedQuery"),
        ("users?$filter=businessPhones/any(p:endswith(p,'1'))", "Request_UnsupportedQuery"),
        ("users?$filter=startswith(displayName,'A')&$orderby=displayName", "Request_UnsupportedQuery"),
        ("users?$orderby=city", "Request_UnsupportedQuery"),
        ("groups?$orderby=mail", "Request_UnsupportedQuery"),
        ("groups/1/members?$orderby=displayName", "Request_UnsupportedQuery"),
        ("groups/1/transitiveMembers/microsoft.graph.user", "Request_UnsupportedQuery"),
    ] {
        let path = format!("/v1.0/{}", path.replace(' ', "%20"));
        let counted = format!("{path}{}$count=true", if path.contains('?') { '&' } else { '?' });
        for answer in
            [get(&emulator, &path).await, get(&emulator, &counted).await, eventual(&emulator, &path).await]
        {
            let (status, found, _) = answer.error();
            assert_eq!((status, found.as_str()), (400, code), "{path}: {}", answer.text);
        }
        let answer = eventual(&emulator, &counted).await;
        assert_eq!(answer.status, 200, "{counted}: {}", answer.text);
        assert!(answer.json()["@odata.count"].is_u64());
        if !path.contains("users?") {
            continue;
        }
        let expanded = eventual(&emulator, &format!("{counted}&$expand=*")).await;
        assert_eq!(expanded.status, 400, "no $expand in an advanced query: {}", expanded.text);
    }
}

#[tokio::test]
async fn search_and_count_need_the_header() {
    let emulator = tenant().start().await;
    let search = "/v1.0/users?$search=%22displayName:ann%22";
    let (status, code, message) = get(&emulator, search).await.error();
    assert_eq!((status, code.as_str()), (400, "Request_UnsupportedQuery"));
    assert!(message.contains("ConsistencyLevel: eventual"), "{message}");
    assert_eq!(eventual(&emulator, search).await.json()["value"][0]["id"], "1");
    for path in ["/v1.0/users/$count", "/v1.0/groups/1/members/$count"] {
        let (status, code, _) = get(&emulator, path).await.error();
        assert_eq!((status, code.as_str()), (400, "Request_BadRequest"), "{path}");
    }
    assert_eq!(eventual(&emulator, "/v1.0/users/$count").await.text, "2");
    let filtered = "/v1.0/users/$count?$filter=displayName%20ne%20'Ann'";
    assert_eq!(eventual(&emulator, filtered).await.text, "1", "the segment counts");
    let ignored = get(&emulator, "/v1.0/users?$count=true").await;
    assert_eq!((ignored.status, ignored.json().get("@odata.count")), (200, None));
    assert_eq!(eventual(&emulator, "/v1.0/users?$count=true").await.json()["@odata.count"], 2);
    let elsewhere = get(&emulator, "/v1.0/contacts?$count=true&$filter=id%20ne%20'x'&$orderby=id").await;
    assert_eq!(elsewhere.json()["@odata.count"], 0, "only the directory: {}", elsewhere.text);
}

#[tokio::test]
async fn a_default_query_needs_nothing() {
    let emulator = tenant().start().await;
    for path in [
        "users?$filter=displayName%20eq%20'Ann'",
        "users?$filter=startswith(displayName,'A')%20and%20id%20ge%20'0'",
        "users?$orderby=displayName%20desc",
        "users?$orderby=userPrincipalName",
        "groups?$orderby=displayName",
        "users?$expand=manager",
        "groups/1/members/microsoft.graph.user",
    ] {
        let answer = get(&emulator, &format!("/v1.0/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

fn names(entity: &Value) -> Vec<&str> {
    entity.as_object().unwrap().keys().map(String::as_str).filter(|name| !name.contains('@')).collect()
}

#[tokio::test]
async fn a_user_without_select_has_the_documented_properties() {
    let emulator = tenant().start().await;
    let expected = ["id", "displayName", "userPrincipalName", "businessPhones", "mail"];
    assert_eq!(names(&get(&emulator, "/v1.0/users/1").await.json()), expected);
    let list = get(&emulator, "/v1.0/users").await.json();
    assert_eq!(names(&list["value"][0]), expected);
    assert_eq!(names(&list["value"][1]), expected, "also of a derived type");
    assert_eq!(get(&emulator, "/v1.0/users/1?$select=city").await.json()["city"], "Oslo");
    assert_eq!(get(&emulator, "/v1.0/users/1?$select=*").await.json()["city"], "Oslo");
    assert_eq!(names(&get(&emulator, "/v1.0/groups/1").await.json()), ["id", "displayName", "mail"]);
    let headers = [TOKEN, JSON, "Prefer: return=representation"];
    let written = send(&emulator, "PATCH", "/v1.0/users/1", &headers, r#"{"city": "Ulm"}"#).await.json();
    assert_eq!(written["city"], "Ulm", "the response to a write has what was written");
    let emulator = tenant().default_properties(DefaultProperties::All).start().await;
    assert_eq!(get(&emulator, "/v1.0/users/1").await.json()["city"], "Oslo");
}

#[tokio::test]
async fn an_item_of_a_collection_is_null_unless_the_metadata_forbids_it() {
    let emulator = tenant().start().await;
    for path in ["/v1.0/contacts", "/v1.0/users/1/contacts"] {
        let contact = created(&emulator, path, r#"{"categories": ["a", null]}"#).await;
        assert_eq!(get(&emulator, &contact).await.json()["categories"], json!(["a", null]));
        let (status, _, message) = post(&emulator, path, r#"{"phones": ["a", null]}"#).await.error();
        assert!(status == 400 && message.contains("A null value was found"), "{message}");
    }
}

#[tokio::test]
async fn a_documented_address_of_intune_has_no_cast() {
    let emulator = tenant()
        .seed_at(
            "/v1.0/deviceAppManagement/mobileApps/w",
            json!({"@odata.type": "#microsoft.graph.win32LobApp"}),
        )
        .seed_at("/v1.0/deviceAppManagement/mobileApps/x", json!({"@odata.type": "#microsoft.graph.webApp"}))
        .start()
        .await;
    let apps = "/v1.0/deviceAppManagement/mobileApps";
    let version = created(&emulator, &format!("{apps}/w/contentVersions"), r#"{"size": 1}"#).await;
    let key = version.rsplit('/').next().unwrap();
    for path in [
        version.clone(),
        format!("{apps}/w/contentVersions/{key}"),
        format!("{apps}('w')/ContentVersions('{key}')"),
        format!("{apps}/w/microsoft.graph.win32LobApp/contentVersions/{key}"),
        format!("{apps}/w/contentVersions/{key}/files"),
        format!("{apps}/w/contentVersions"),
        format!("{apps}/w/contentVersions/$count"),
    ] {
        let answer = get(&emulator, &path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    assert_eq!(post(&emulator, &format!("{apps}/x/contentVersions"), "{}").await.status, 404);
    assert_eq!(get(&emulator, &format!("{apps}/w/nothing/1")).await.status, 400);
}

#[tokio::test]
async fn intune_does_not_serve_some_routes_of_its_metadata() {
    let complete = tenant().start().await;
    let emulator = tenant().not_served_by_intune().start().await;
    for (method, path) in [
        ("GET", "deviceManagement/reports/exportJobs"),
        ("GET", "deviceManagement/reports/exportJobs?$top=1"),
        ("POST", "deviceManagement/deviceHealthScripts/1/assignments"),
        ("GET", "deviceAppManagement/mobileApps/microsoft.graph.win32LobApp"),
        ("GET", "deviceAppManagement/mobileApps/microsoft.graph.webApp/$count"),
    ] {
        let answer = send(&emulator, method, &format!("/v1.0/{path}"), &[TOKEN], "").await;
        assert_eq!(answer.error().1, "No method match route template", "{method} {path}: {}", answer.text);
        let served = send(&complete, method, &format!("/v1.0/{path}"), &[TOKEN], "").await;
        assert!(!served.text.contains("No method match"), "{method} {path}: {}", served.text);
    }
    let job = created(&emulator, "/v1.0/deviceManagement/reports/exportJobs", "{}").await;
    assert_eq!(get(&emulator, &job).await.status, 200, "a job is served by its id");
}
