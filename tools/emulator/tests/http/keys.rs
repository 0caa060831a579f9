//! Keys that are not `id`, second keys, and well-known names.

use graph_entity::graph_entity;
use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::metadata::{created, post};
use crate::wire::{JSON, TOKEN, get, patch, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="partner">
    <Key><PropertyRef Name="tenantId" /></Key>
    <Property Name="tenantId" Type="Edm.String" Nullable="false" /><Property Name="note" Type="Edm.String" />
  </EntityType>
  <EntityType Name="policy" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="partners" Type="Collection(microsoft.graph.partner)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="directoryObject" BaseType="microsoft.graph.entity" />
  <EntityType Name="user" BaseType="microsoft.graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" /><Property Name="userPrincipalName" Type="Edm.String" />
    <NavigationProperty Name="manager" Type="microsoft.graph.directoryObject" />
    <NavigationProperty Name="messages" Type="Collection(microsoft.graph.message)" ContainsTarget="true" />
    <NavigationProperty Name="mailFolders" Type="Collection(microsoft.graph.mailFolder)" ContainsTarget="true" />
    <NavigationProperty Name="drive" Type="microsoft.graph.drive" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="message" BaseType="microsoft.graph.entity"><Property Name="subject" Type="Edm.String" /></EntityType>
  <EntityType Name="mailFolder" BaseType="microsoft.graph.entity">
    <Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="messages" Type="Collection(microsoft.graph.message)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="drive" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="root" Type="microsoft.graph.driveItem" ContainsTarget="true" />
    <NavigationProperty Name="items" Type="Collection(microsoft.graph.driveItem)" ContainsTarget="true" />
    <NavigationProperty Name="special" Type="Collection(microsoft.graph.driveItem)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="driveItem" BaseType="microsoft.graph.entity">
    <Property Name="name" Type="Edm.String" />
    <NavigationProperty Name="children" Type="Collection(microsoft.graph.driveItem)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="site" BaseType="microsoft.graph.entity">
    <Property Name="name" Type="Edm.String" />
    <NavigationProperty Name="sites" Type="Collection(microsoft.graph.site)" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="users" EntityType="microsoft.graph.user" />
    <EntitySet Name="sites" EntityType="microsoft.graph.site" />
    <Singleton Name="crossTenantAccessPolicy" Type="microsoft.graph.policy" />
    <Singleton Name="me" Type="microsoft.graph.user" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn tenant() -> Builder {
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/users/1", json!({"displayName": "Ann", "userPrincipalName": "ann@contoso.example"}))
        .seed_at(
            "/v1.0/users/2",
            json!({"displayName": "Guest", "userPrincipalName": "o'b#EXT#@contoso.example"}),
        )
        .seed_at("/v1.0/users/1/messages/m", json!({"subject": "s"}))
}

const PARTNERS: &str = "/v1.0/crossTenantAccessPolicy/partners";

#[tokio::test]
async fn a_create_gives_a_key_that_is_not_id() {
    let emulator = tenant().start().await;
    let partner = created(&emulator, PARTNERS, r#"{"tenantId": "t1", "note": "a"}"#).await;
    assert_eq!(partner, format!("{PARTNERS}/t1"));
    assert_eq!(get(&emulator, &partner).await.json()["tenantId"], "t1");
    assert_eq!(post(&emulator, PARTNERS, r#"{"tenantId": "t1"}"#).await.status, 409);
    assert_eq!(patch(&emulator, &partner, r#"{"tenantId": "t2"}"#).await.status, 400);
    assert_eq!(patch(&emulator, &partner, r#"{"tenantId": "t1", "note": "c"}"#).await.status, 200);
    assert_eq!(post(&emulator, "/v1.0/users", r#"{"id": "7"}"#).await.status, 400, "`id` is the service's");
}

#[tokio::test]
async fn a_user_is_found_by_its_principal_name() {
    let emulator = tenant().start().await;
    for path in [
        "users/ann@contoso.example",
        "users/ANN@contoso.example",
        "users('ann@contoso.example')",
        "users/ann%40contoso.example",
        "Users/o'b%23EXT%23@contoso.example",
        "users('o''b%23EXT%23@contoso.example')",
        "users/ann@contoso.example/messages/m",
        "users('ann@contoso.example')/messages('m')",
        "users/ann@contoso.example/displayName",
        "users/ann@contoso.example/microsoft.graph.user",
    ] {
        let answer = get(&emulator, &format!("/v1.0/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let messages = get(&emulator, "/v1.0/users/ann@contoso.example/messages").await.json();
    assert_eq!(messages["value"][0]["subject"], "s");
    let message = created(&emulator, "/v1.0/users/ann@contoso.example/messages", "{}").await;
    assert!(message.starts_with("/v1.0/users/1/messages/"), "{message}");
    let to = format!("{}/v1.0/users/o'b%23EXT%23@contoso.example", emulator.endpoint());
    let body = json!({"@odata.id": to}).to_string();
    let manager = "/v1.0/users/ann@contoso.example/manager";
    assert_eq!(send(&emulator, "PUT", &format!("{manager}/$ref"), &[TOKEN, JSON], &body).await.status, 204);
    assert_eq!(get(&emulator, "/v1.0/users/1/manager").await.json()["displayName"], "Guest");
    assert_eq!(
        patch(&emulator, "/v1.0/users/ann@contoso.example", r#"{"displayName": "A"}"#).await.status,
        204
    );
    assert_eq!(get(&emulator, "/v1.0/users/1").await.json()["displayName"], "A");
    for path in ["users/bob@contoso.example", "users/1/messages/ann@contoso.example"] {
        assert_eq!(get(&emulator, &format!("/v1.0/{path}")).await.status, 404, "{path}");
    }
    assert_eq!(send(&emulator, "DELETE", "/v1.0/users/ann@contoso.example", &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, "/v1.0/users/1").await.status, 404);
}

#[tokio::test]
async fn a_well_known_name_or_another_alternate_key_is_not_emulated() {
    let emulator =
        tenant().seed_at("/v1.0/users/1/mailFolders/drafts", json!({"displayName": "Drafts"})).start().await;
    for path in [
        "me/mailFolders/inbox",
        "me/mailFolders('SentItems')",
        "me/mailFolders/inbox/messages",
        "me/mailFolders/inbox/messages/$count",
        "me/mailFolders/inbox/messages/1",
        "users/1/mailFolders/inbox",
        "me/drive/root",
        "me/drive/root/children",
        "me/drive/items/root/children",
        "me/drive/special/documents",
        "me/drive/root:/a/b.txt",
        "me/drive/root:/a/b.txt:/children",
        "me/drive/items/7:/a.txt",
        "sites/root",
        "sites/contoso.example:/sites/hr",
        "users(displayName='Ann')",
        "users(displayName='Ann')/messages",
        "users/1/messages(internetMessageId='x')",
        "crossTenantAccessPolicy/partners(tenantId='t',other='x')",
    ] {
        for (method, body) in [("GET", ""), ("PATCH", "{}")] {
            let answer = send(&emulator, method, &format!("/v1.0/{path}"), &[TOKEN, JSON], body).await;
            let (status, code, _) = answer.error();
            assert_eq!((status, code.as_str()), (501, "NotEmulated"), "{method} {path}: {}", answer.text);
        }
    }
    for (path, status) in [
        ("users/1/mailFolders/drafts", 200),
        ("users/1/mailFolders/drafts/messages", 200),
        ("users/1/mailFolders/other", 404),
        ("users/1/messages/inbox", 404),
        ("me/drive/items/7", 404),
    ] {
        assert_eq!(get(&emulator, &format!("/v1.0/{path}")).await.status, status, "{path}");
    }
    emulator.seed_at("/v1.0/me/drive/root", json!({"name": "root"})).unwrap();
    assert_eq!(get(&emulator, "/v1.0/me/drive/root").await.json()["name"], "root");
}

/// A folder that is annotated in Rust.
#[graph_entity(path = "/me/mailFolders/{mailFolderId}")]
#[derive(Debug, Clone, PartialEq)]
struct MailFolder {
    id: String,
}

/// A user that is annotated in Rust.
#[graph_entity(path = "/users/{userId}")]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
    user_principal_name: Option<String>,
}

#[tokio::test]
async fn annotated_entities_have_the_same_keys() {
    let emulator = Emulator::builder()
        .seed::<MailFolder>(["drafts"], json!({}))
        .seed::<User>(["1"], json!({"userPrincipalName": "ann@contoso.example"}))
        .start()
        .await;
    assert_eq!(get(&emulator, "/v1.0/me/mailFolders/inbox").await.status, 501);
    assert_eq!(get(&emulator, "/v1.0/me/mailFolders/drafts").await.status, 200);
    assert_eq!(get(&emulator, "/v1.0/me/mailFolders/none").await.status, 404);
    let user = get(&emulator, "/v1.0/users/ann@contoso.example").await;
    assert_eq!((user.status, &user.json()["id"]), (200, &Value::from("1")));
}

#[tokio::test]
async fn what_is_below_a_missing_parent_is_not_found() {
    let emulator = tenant().start().await;
    for path in [
        "users/none/messages",
        "users/none/messages?$filter=subject%20eq%20's'",
        "users/none/messages/$count",
        "users/none/displayName",
        "users/none/manager",
        "users/none/manager/id",
        "users/none/manager/$ref",
        "users/1/manager/microsoft.graph.user/messages",
        "users/1/mailFolders/none/messages",
        "users/none/drive/items",
    ] {
        let answer = get(&emulator, &format!("/v1.0/{path}")).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
    for path in ["users/1/mailFolders", "users/1/drive/items", "me/messages", "users/1/messages/$count"] {
        let answer = get(&emulator, &format!("/v1.0/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

/// A message that is annotated in Rust, below `User`.
#[graph_entity(path = "/users/{userId}/messages/{messageId}")]
#[derive(Debug, Clone, PartialEq)]
struct Message {
    id: String,
}

#[tokio::test]
async fn an_annotated_parent_must_exist_if_it_is_served() {
    let seeds = Emulator::builder().entity::<Message>();
    let emulator = seeds.start().await;
    assert_eq!(get(&emulator, "/v1.0/users/none/messages").await.status, 200, "users are not served");
    let emulator = Emulator::builder().entity::<Message>().seed::<User>(["1"], json!({})).start().await;
    assert_eq!(get(&emulator, "/v1.0/users/1/messages").await.status, 200);
    for path in ["/v1.0/users/none/messages", "/v1.0/users/none/messages/$count"] {
        assert_eq!(get(&emulator, path).await.status, 404, "{path}");
    }
    assert_eq!(post(&emulator, "/v1.0/users/none/messages", "{}").await.status, 404);
}
