//! Each entity is stored once: the signed-in user, objects of the directory, items in folders, and both
//! versions of an address.

use graph_entity_emulator::{Builder, Emulator};
use serde_json::json;

use crate::metadata::{created, graph, post};
use crate::wire::{JSON, TOKEN, get, patch, send};

/// A mailbox and a directory. `{more}` is what one version has beside the other.
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="directoryObject" BaseType="graph.entity" />
  <EntityType Name="user" BaseType="graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" />{more}
    <NavigationProperty Name="manager" Type="graph.directoryObject" />
    <NavigationProperty Name="messages" Type="Collection(graph.message)" ContainsTarget="true" />
    <NavigationProperty Name="mailFolders" Type="Collection(graph.mailFolder)" ContainsTarget="true" />
    <NavigationProperty Name="drive" Type="graph.drive" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="group" BaseType="graph.directoryObject">
    <NavigationProperty Name="members" Type="Collection(graph.directoryObject)" />
  </EntityType>
  <EntityType Name="message" BaseType="graph.entity">
    <Property Name="subject" Type="Edm.String" />
    <NavigationProperty Name="attachments" Type="Collection(graph.attachment)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="attachment" BaseType="graph.entity"><Property Name="name" Type="Edm.String" /></EntityType>
  <EntityType Name="mailFolder" BaseType="graph.entity">
    <Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="messages" Type="Collection(graph.message)" ContainsTarget="true" />
    <NavigationProperty Name="childFolders" Type="Collection(graph.mailFolder)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="drive" BaseType="graph.entity">
    <NavigationProperty Name="items" Type="Collection(graph.driveItem)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="driveItem" BaseType="graph.entity">
    <Property Name="name" Type="Edm.String" />
    <NavigationProperty Name="children" Type="Collection(graph.driveItem)" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="directoryObjects" EntityType="graph.directoryObject" />
    <EntitySet Name="users" EntityType="graph.user" />
    <EntitySet Name="groups" EntityType="graph.group" />
    <EntitySet Name="drives" EntityType="graph.drive" />
    <Singleton Name="me" Type="graph.user" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn document(more: &str) -> String {
    DOCUMENT.replace("{more}", more)
}

fn tenant() -> Builder {
    Emulator::builder().metadata("v1.0", document(""))
}

async fn id(emulator: &Emulator, path: &str) -> String {
    let answer = get(emulator, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

async fn names(emulator: &Emulator, list: &str, property: &str) -> Vec<String> {
    let answer = get(emulator, list).await.json();
    let items = answer["value"].as_array().unwrap_or_else(|| panic!("{list}: {answer}"));
    let mut names: Vec<_> = items.iter().map(|it| it[property].as_str().unwrap_or("").to_owned()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn the_signed_in_user_is_one_of_the_users() {
    let emulator = tenant().seed_at("/v1.0/groups/g", json!({})).start().await;
    assert_eq!(names(&emulator, "/v1.0/users", "id").await, [""; 0]);
    let message = created(&emulator, "/v1.0/me/messages", r#"{"subject": "s"}"#).await;
    let id = id(&emulator, "/v1.0/me").await;
    assert!(message.starts_with(&format!("/v1.0/users/{id}/messages/")), "{message}");
    assert_eq!(patch(&emulator, "/v1.0/me", r#"{"displayName": "Ann"}"#).await.status, 204);
    // The directory's answer to an update, and not that of Outlook.
    assert_eq!(patch(&emulator, &message, r#"{"subject": "s"}"#).await.status, 200);
    assert_eq!(patch(&emulator, "/v1.0/groups/g", "{}").await.status, 204);
    for path in [
        format!("users/{id}"),
        format!("directoryObjects/{id}"),
        format!("directoryObjects/{id}/microsoft.graph.user"),
    ] {
        assert_eq!(get(&emulator, &format!("/v1.0/{path}")).await.json()["displayName"], "Ann", "{path}");
    }
    let messages = format!("/v1.0/directoryObjects/{id}/microsoft.graph.user/messages");
    assert_eq!(names(&emulator, &messages, "subject").await, ["s"]);
    assert_eq!(names(&emulator, "/v1.0/users", "id").await, [id.as_str()]);
    let body = json!({"@odata.id": format!("{}/v1.0/me", emulator.endpoint())}).to_string();
    let added = send(&emulator, "POST", "/v1.0/groups/g/members/$ref", &[TOKEN, JSON], &body).await;
    assert_eq!(added.status, 204, "{}", added.text);
    assert_eq!(names(&emulator, "/v1.0/groups/g/members", "id").await, [id.as_str()]);
    let renamed = patch(
        &emulator,
        &format!("/v1.0/directoryObjects/{id}"),
        r##"{"@odata.type": "#microsoft.graph.user", "displayName": "Bob"}"##,
    )
    .await;
    assert_eq!(renamed.status, 204, "{}", renamed.text);
    assert_eq!(get(&emulator, "/v1.0/me").await.json()["displayName"], "Bob");
    assert_eq!(send(&emulator, "DELETE", &format!("/v1.0/users/{id}"), &[TOKEN], "").await.status, 204);
    assert_ne!(self::id(&emulator, "/v1.0/me").await, id, "a new user is signed in");
    assert_eq!(names(&emulator, "/v1.0/me/messages", "subject").await, [""; 0]);
}

#[tokio::test]
async fn a_seed_says_who_is_signed_in() {
    let emulator = tenant()
        .seed_at("/v1.0/users/ann", json!({"displayName": "Ann"}))
        .seed_at("/v1.0/me", json!({"id": "bob", "displayName": "Bob"}))
        .seed_at("/v1.0/me/messages/1", json!({"subject": "of Bob"}))
        .start()
        .await;
    assert_eq!(get(&emulator, "/v1.0/users/bob").await.json()["displayName"], "Bob");
    assert_eq!(names(&emulator, "/v1.0/users/bob/messages", "subject").await, ["of Bob"]);
    assert_eq!(names(&emulator, "/v1.0/users", "id").await, ["ann", "bob"]);
    emulator.seed_at("/v1.0/me", json!({"displayName": "Robert"})).unwrap();
    assert_eq!(get(&emulator, "/v1.0/users/bob").await.json()["displayName"], "Robert");
    let other = emulator.seed_at("/v1.0/me", json!({"id": "ann"})).unwrap_err();
    assert!(other.to_string().contains("the signed-in user is already `bob`"), "{other}");
    emulator.reset();
    assert_eq!(id(&emulator, "/v1.0/me").await, "bob");
}

#[tokio::test]
async fn an_item_of_a_folder_has_its_own_address() {
    let emulator = tenant()
        .seed_at("/v1.0/me", json!({"id": "ann"}))
        .seed_at("/v1.0/users/bob/mailFolders/a/messages/of-bob", json!({}))
        .seed_at("/v1.0/users/bob", json!({}))
        .start()
        .await;
    let folder = created(&emulator, "/v1.0/me/mailFolders", r#"{"displayName": "a"}"#).await;
    let child = created(&emulator, &format!("{folder}/childFolders"), r#"{"displayName": "b"}"#).await;
    let key = child.rsplit('/').next().unwrap();
    let short = format!("/v1.0/me/mailFolders/{key}");
    assert_eq!(get(&emulator, &short).await.json()["displayName"], "b");
    let message = created(&emulator, &format!("{short}/messages"), r#"{"subject": "in b"}"#).await;
    assert!(message.starts_with(&child), "{message} is stored in {child}");
    let own = format!("/v1.0/me/messages/{}", message.rsplit('/').next().unwrap());
    assert_eq!(get(&emulator, &own).await.json()["subject"], "in b");
    created(&emulator, &format!("{own}/attachments"), r#"{"name": "file"}"#).await;
    assert_eq!(names(&emulator, &format!("{message}/attachments"), "name").await, ["file"]);
    assert_eq!(patch(&emulator, &own, r#"{"subject": "new"}"#).await.status, 200);
    assert_eq!(get(&emulator, &message).await.json()["subject"], "new");
    created(&emulator, "/v1.0/me/messages", r#"{"subject": "in none"}"#).await;
    assert_eq!(names(&emulator, "/v1.0/me/messages", "subject").await, ["in none", "new"]);
    assert_eq!(get(&emulator, "/v1.0/me/messages/$count").await.text, "2");
    assert_eq!(names(&emulator, &format!("{folder}/messages"), "subject").await, [""; 0]);
    assert_eq!(get(&emulator, "/v1.0/me/messages/of-bob").await.status, 404, "another user's");
    assert_eq!(get(&emulator, "/v1.0/users/bob/messages/of-bob").await.status, 200);
    assert_eq!(send(&emulator, "DELETE", &own, &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, &message).await.status, 404);
    let item = created(&emulator, "/v1.0/me/drive/items", r#"{"name": "folder"}"#).await;
    let file = created(&emulator, &format!("{item}/children"), r#"{"name": "file"}"#).await;
    let file = format!("/v1.0/me/drive/items/{}", file.rsplit('/').next().unwrap());
    assert_eq!(get(&emulator, &file).await.json()["name"], "file");
    assert_eq!(post(&emulator, &format!("{file}/children"), "{}").await.status, 201);
}

#[tokio::test]
async fn a_put_creates_the_entity_of_a_single_valued_property() {
    let emulator = graph().start().await;
    let app =
        created(&emulator, "/beta/apps", r##"{"@odata.type": "#microsoft.graph.win32App", "name": "a"}"##)
            .await;
    let content = format!("{app}/microsoft.graph.win32App/content");
    let put = async |path: &str, body: &str| send(&emulator, "PUT", path, &[TOKEN, JSON], body).await;
    assert_eq!(put(&content, r#"{"label": 7}"#).await.status, 400);
    assert_eq!(get(&emulator, &content).await.status, 404, "nothing remains of a failed change");
    let made = put(&content, r#"{"label": "x"}"#).await;
    assert_eq!((made.status, &made.json()["label"]), (201, &json!("x")), "{}", made.text);
    assert_eq!(put(&content, r#"{"label": "y"}"#).await.status, 200);
    assert_eq!(get(&emulator, &content).await.json()["label"], "y");
    assert_eq!(put("/beta/apps/none/microsoft.graph.win32App/content", "{}").await.status, 404);
    assert_eq!(put("/beta/categories/none", "{}").await.status, 404, "it is in a collection");
}
