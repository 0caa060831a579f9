//! Entities addressed by other properties than their keys: `applications(appId='x')`.

use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::data::Folder;
use crate::metadata::{created, post};
use crate::wire::{Answer, JSON, TOKEN, get, patch, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="directoryObject" BaseType="graph.entity" />
  <EntityType Name="user" BaseType="graph.directoryObject">
    <Property Name="displayName" Type="Edm.String" /><Property Name="userPrincipalName" Type="Edm.String" />
    <NavigationProperty Name="courses" Type="Collection(graph.course)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="application" BaseType="graph.directoryObject">
    <Property Name="appId" Type="Edm.String" /><Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="owners" Type="Collection(graph.directoryObject)" />
  </EntityType>
  <EntityType Name="servicePrincipal" BaseType="graph.directoryObject"><Property Name="appId" Type="Edm.String" /></EntityType>
  <EntityType Name="group" BaseType="graph.directoryObject"><Property Name="displayName" Type="Edm.String" /></EntityType>
  <EntityType Name="course" BaseType="graph.entity">
    <Property Name="externalId" Type="Edm.String" /><Property Name="year" Type="Edm.Int32" />
    <Property Name="title" Type="Edm.String" />
    <Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection>
      <Record Type="Org.OData.Core.V1.AlternateKey"><PropertyValue Property="Key"><Collection>
        <Record Type="Org.OData.Core.V1.PropertyRef">
          <PropertyValue Property="Alias" String="number" /><PropertyValue Property="Name" PropertyPath="externalId" />
        </Record>
        <Record Type="Org.OData.Core.V1.PropertyRef">
          <PropertyValue Property="Alias" String="year" /><PropertyValue Property="Name" PropertyPath="year" />
        </Record>
      </Collection></PropertyValue></Record>
    </Collection></Annotation>
  </EntityType>
  <Action Name="restore" IsBound="true"><Parameter Name="bindingParameter" Type="graph.application" /></Action>
  <EntityContainer Name="GraphService">
    <EntitySet Name="users" EntityType="graph.user" /><EntitySet Name="groups" EntityType="graph.group" />
    <EntitySet Name="applications" EntityType="graph.application" />
    <EntitySet Name="servicePrincipals" EntityType="graph.servicePrincipal" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn directory() -> Builder {
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/users/1", json!({"userPrincipalName": "Ann@contoso.example", "displayName": "Ann"}))
        .seed_at("/v1.0/applications/a", json!({"appId": "o'x", "displayName": "App"}))
        .seed_at("/v1.0/servicePrincipals/s", json!({"appId": "9ceb"}))
        .seed_at("/v1.0/users/1/courses/c", json!({"externalId": "x,y", "year": 2026, "title": "T"}))
        .seed_at("/v1.0/users/1/courses/d", json!({"externalId": "no-year"}))
}

async fn upsert(emulator: &Emulator, path: &str, body: &str) -> Answer {
    send(emulator, "PATCH", path, &[TOKEN, JSON, "Prefer: create-if-missing"], body).await
}

#[tokio::test]
async fn an_entity_is_found_by_its_alternate_key() {
    let emulator = directory().start().await;
    for (path, id) in [
        ("applications(appId='o''x')", "a"),
        ("Applications(AppId='o%27%27x')", "a"),
        ("applications(appId='o''x')/microsoft.graph.application", "a"),
        ("servicePrincipals(appId='9ceb')", "s"),
        ("users(userPrincipalName='ann@contoso.example')", "1"),
        ("users(userPrincipalName='ann@contoso.example')/courses/c", "c"),
        ("users/1/courses(number='x,y',year=2026)", "c"),
        ("users(userPrincipalName='ann@contoso.example')/courses(year=2026,number='x,y')", "c"),
    ] {
        let answer = get(&emulator, &format!("/v1.0/{path}")).await;
        assert_eq!((answer.status, &answer.json()["id"]), (200, &json!(id)), "{path}: {}", answer.text);
    }
    let application = get(&emulator, "/v1.0/applications(appId='o''x')?$select=id").await.json();
    let context = format!("{}/v1.0/$metadata#applications(id)/$entity", emulator.endpoint());
    assert_eq!(application["@odata.context"], context);
    let name = get(&emulator, "/v1.0/applications(appId='o''x')/displayName").await.json();
    assert_eq!(name["value"], "App");
    for path in [
        "applications(appId='O''X')",
        "applications(appId='other')",
        "applications(appId='other')/owners",
        "applications(appId='')",
        "users/1/courses(number='x,y',year=2025)",
        "users/1/courses(number='no-year',year=null)",
        "users/2/courses(number='x,y',year=2026)",
    ] {
        for (method, body) in [("GET", ""), ("PATCH", "{}"), ("DELETE", "")] {
            let answer = send(&emulator, method, &format!("/v1.0/{path}"), &[TOKEN, JSON], body).await;
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
        }
    }
    // A key that is not declared.
    for path in [
        "applications(displayName='App')",
        "users/1/courses(number='x,y')",
        "users/1/courses(title='T')",
        "groups(uniqueName='g')",
    ] {
        let (status, code, _) = get(&emulator, &format!("/v1.0/{path}")).await.error();
        assert_eq!((status, code.as_str()), (501, "NotEmulated"), "{path}");
    }
}

#[tokio::test]
async fn changes_calls_and_links_take_an_alternate_key() {
    let emulator = directory().start().await;
    let path = "/v1.0/applications(appId='o''x')";
    assert_eq!(patch(&emulator, path, r#"{"displayName": "New"}"#).await.status, 204);
    assert_eq!(get(&emulator, "/v1.0/applications/a").await.json()["displayName"], "New");
    let owner = format!("{}/v1.0/users(userPrincipalName='ann@contoso.example')", emulator.endpoint());
    let body = json!({"@odata.id": owner}).to_string();
    assert_eq!(post(&emulator, &format!("{path}/owners/$ref"), &body).await.status, 204);
    let owners = get(&emulator, &format!("{path}/owners")).await.json();
    assert_eq!(owners["value"][0]["id"], "1");
    let missing = body.replace("ann@", "bob@");
    assert_eq!(post(&emulator, &format!("{path}/owners/$ref"), &missing).await.status, 404);
    assert_eq!(post(&emulator, &format!("{path}/microsoft.graph.restore"), "").await.status, 204);
    let course =
        created(&emulator, "/v1.0/users(userPrincipalName='ann@contoso.example')/courses", "{}").await;
    assert!(course.starts_with("/v1.0/users/1/courses/"), "{course}");
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": "/applications(appId='o''x')"}]});
    let answer = post(&emulator, "/v1.0/$batch", &batch.to_string()).await.json();
    assert_eq!(answer["responses"][0]["body"]["id"], "a");
    assert_eq!(send(&emulator, "DELETE", path, &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, "/v1.0/applications/a").await.status, 404);
}

#[tokio::test]
async fn an_alternate_key_belongs_to_one_entity() {
    let emulator = directory().start().await;
    let taken = r#"{"userPrincipalName": "ANN@contoso.example"}"#;
    let message = "Another object with the same value for property userPrincipalName already exists.";
    let (status, code, words) = post(&emulator, "/v1.0/users", taken).await.error();
    assert_eq!((status, code.as_str(), words.as_str()), (400, "Request_BadRequest", message));
    created(&emulator, "/v1.0/users", r#"{"userPrincipalName": "bob@contoso.example"}"#).await;
    let (status, code, _) = patch(&emulator, "/v1.0/users/bob@contoso.example", taken).await.error();
    assert_eq!((status, code.as_str()), (400, "Request_BadRequest"));
    // What stays as it is, is no conflict.
    for body in [taken, r#"{"displayName": "B"}"#] {
        assert_eq!(patch(&emulator, "/v1.0/users/1", body).await.status, 204, "{body}");
    }
    let (status, code, words) =
        post(&emulator, "/v1.0/servicePrincipals", r#"{"appId": "9ceb"}"#).await.error();
    assert_eq!((status, code.as_str()), (409, "Request_MultipleObjectsWithSameKeyValue"));
    assert!(words.contains("9ceb is already in use"), "{words}");
    let courses = "/v1.0/users/1/courses";
    let both = r#"{"externalId": "x,y", "year": 2026}"#;
    assert_eq!(post(&emulator, courses, both).await.status, 409);
    assert_eq!(send(&emulator, "PUT", &format!("{courses}/d"), &[TOKEN, JSON], both).await.status, 409);
    // A key of two parts is another one where one part is another, or is missing.
    for body in [r#"{"externalId": "x,y", "year": 2025}"#, r#"{"externalId": "no-year"}"#, "{}", "{}"] {
        assert_eq!(post(&emulator, courses, body).await.status, 201, "{body}");
    }
    // The same value in another collection.
    created(&emulator, "/v1.0/users/bob@contoso.example/courses", both).await;
    assert_eq!(send(&emulator, "DELETE", "/v1.0/users/1", &[TOKEN], "").await.status, 204);
    created(&emulator, "/v1.0/users", taken).await;
}

#[tokio::test]
async fn an_alternate_key_is_free_again_after_a_change_a_delete_and_a_reset() {
    let emulator = directory().start().await;
    let ann = r#"{"userPrincipalName": "Ann@contoso.example"}"#;
    let renamed = patch(&emulator, "/v1.0/users/1", r#"{"userPrincipalName": "eve@contoso.example"}"#).await;
    assert_eq!(renamed.status, 204, "{}", renamed.text);
    let by = |name: &str| format!("/v1.0/users(userPrincipalName='{name}@contoso.example')");
    assert_eq!(get(&emulator, &by("ann")).await.status, 404);
    assert_eq!(get(&emulator, &by("EVE")).await.json()["id"], "1");
    let second = created(&emulator, "/v1.0/users", ann).await;
    assert_eq!(get(&emulator, &by("ann")).await.json()["id"], second.rsplit('/').next().unwrap());
    assert_eq!(send(&emulator, "DELETE", &second, &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, &by("ann")).await.status, 404);
    created(&emulator, "/v1.0/users", ann).await;
    emulator.reset();
    assert_eq!(get(&emulator, &by("ann")).await.json()["id"], "1");
    assert_eq!(get(&emulator, &by("eve")).await.status, 404);
    assert_eq!(post(&emulator, "/v1.0/users", ann).await.status, 400);
    // A failed change keeps the key.
    let both = r#"{"userPrincipalName": "eve@contoso.example", "displayName": 7}"#;
    assert_eq!(patch(&emulator, "/v1.0/users/1", both).await.status, 400);
    assert_eq!(get(&emulator, &by("ann")).await.json()["id"], "1");
}

#[tokio::test]
async fn alternate_keys_are_unique_among_related_entities_and_seeds() {
    let emulator = directory().start().await;
    let course = json!({"externalId": "x", "year": 2026});
    let twice = json!({"displayName": "Bob", "courses": [course, course]}).to_string();
    let refused = post(&emulator, "/v1.0/users", &twice).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let other = json!({"externalId": "x", "year": 2027});
    let once = json!({"displayName": "Bob", "courses": [course, other]}).to_string();
    created(&emulator, "/v1.0/users", &once).await;
    let users = get(&emulator, "/v1.0/users?$select=id").await.json();
    assert_eq!(users["value"].as_array().map(Vec::len), Some(2), "{users}");

    let message = "Another object with the same value for property userPrincipalName already exists.";
    let second = directory().seed_at("/v1.0/users/2", json!({"userPrincipalName": "ANN@contoso.example"}));
    let error = second.try_start().await.unwrap_err().to_string();
    assert!(error.contains("/v1.0/users/2") && error.contains(message), "{error}");
    let second = directory().seed_at("/v1.0/users/3", json!({"courses": [course, course]}));
    let error = second.try_start().await.unwrap_err().to_string();
    assert!(error.contains("/v1.0/users/3"), "{error}");
}

#[tokio::test]
async fn a_data_file_has_unique_alternate_keys() {
    let folder = Folder::new();
    let served = || Emulator::builder().metadata("v1.0", DOCUMENT).data_file(folder.file());
    let users = |second: &str| {
        let user = |name: &str| json!({"userPrincipalName": format!("{name}@contoso.example")});
        json!({"/v1.0/users/1": user("ann"), "/v1.0/users/2": user(second)}).to_string()
    };
    std::fs::write(folder.file(), users("Ann")).unwrap();
    let error = served().try_start().await.unwrap_err().to_string();
    assert!(error.contains("/v1.0/users/2") && error.contains("userPrincipalName already"), "{error}");
    std::fs::write(folder.file(), users("bob")).unwrap();
    let emulator = served().start().await;
    emulator.save().unwrap();
    emulator.shutdown().await;
    let emulator = served().start().await;
    for (name, id) in [("ANN", "1"), ("bob", "2")] {
        let path = format!("/v1.0/users(userPrincipalName='{name}@contoso.example')");
        assert_eq!(get(&emulator, &path).await.json()["id"], id);
    }
    assert_eq!(
        patch(&emulator, "/v1.0/users/2", r#"{"userPrincipalName": "ANN@contoso.example"}"#).await.status,
        400
    );
}

#[tokio::test]
async fn an_upsert_creates_with_the_key_of_the_address() {
    let emulator = directory().start().await;
    let path = "/v1.0/applications(appId='7bd')";
    let missing = patch(&emulator, path, r#"{"displayName": "x"}"#).await;
    assert_eq!(missing.status, 404, "{}", missing.text);
    let other = upsert(&emulator, path, r#"{"appId": "other"}"#).await;
    assert_eq!(other.status, 400, "{}", other.text);
    let made = upsert(&emulator, path, r#"{"displayName": "x", "appId": "7bd"}"#).await;
    let body = made.json();
    assert_eq!((made.status, &body["appId"], &body["displayName"]), (201, &json!("7bd"), &json!("x")));
    assert_eq!(made.header("preference-applied"), Some("create-if-missing"));
    let id = body["id"].as_str().unwrap();
    let location = format!("{}/v1.0/applications/{id}", emulator.endpoint());
    assert_eq!(made.header("location"), Some(location.as_str()));
    let changed = upsert(&emulator, path, r#"{"displayName": "y"}"#).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    assert_eq!(get(&emulator, path).await.json()["displayName"], "y");
    let all = get(&emulator, "/v1.0/applications").await.json();
    assert_eq!(all["value"].as_array().map(Vec::len), Some(2), "one was made: {all}");
    // Several parts, one of them a number, below an entity.
    let course = upsert(&emulator, "/v1.0/users/1/courses(number='z',year=2027)", "{}").await.json();
    assert_eq!((&course["externalId"], &course["year"]), (&json!("z"), &json!(2027)));
    assert_eq!(upsert(&emulator, "/v1.0/users/2/courses(number='z',year=2027)", "{}").await.status, 404);
    for (method, path) in
        [("PUT", path.replace("7bd", "no")), ("PATCH", path.replace("7bd", "no") + "/owners")]
    {
        let answer = send(&emulator, method, &path, &[TOKEN, JSON, "Prefer: create-if-missing"], "{}").await;
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
    }
    let nothing: Value = get(&emulator, "/v1.0/applications(appId='no')").await.json();
    assert!(nothing["error"]["code"].is_string(), "{nothing}");
}

#[tokio::test]
async fn an_upsert_of_a_user_names_it_in_any_case() {
    let emulator = directory().start().await;
    let path = "/v1.0/users(userPrincipalName='bob@contoso.example')";
    let other = upsert(&emulator, path, r#"{"userPrincipalName": "rob@contoso.example"}"#).await;
    assert_eq!(other.status, 400, "{}", other.text);
    let made = upsert(&emulator, path, r#"{"userPrincipalName": "Bob@Contoso.example"}"#).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.json()["userPrincipalName"], "Bob@Contoso.example");
    assert_eq!(get(&emulator, path).await.status, 200);
}
