//! Relationships: `$ref`, and `@odata.bind` in bodies.

use graph_entity::graph_entity;
use graph_entity_emulator::Emulator;
use serde_json::json;

use crate::metadata::{created, graph, post};
use crate::wire::{JSON, TOKEN, get, patch, send};

const WEB: &str = r##""@odata.type": "#microsoft.graph.webApp""##;

#[tokio::test]
async fn a_single_valued_property_is_set_read_and_removed_by_reference() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    let category = created(&emulator, "/beta/categories", r#"{"label": "tools"}"#).await;
    let reference = format!("{app}/publisher/$ref");
    assert_eq!(get(&emulator, &format!("{app}/publisher")).await.status, 404);
    let body = format!(r#"{{"@odata.id": "{}{category}"}}"#, emulator.endpoint());
    let put = send(&emulator, "PUT", &reference, &[TOKEN, JSON], &body).await;
    assert_eq!((put.status, put.text.as_str()), (204, ""));
    assert_eq!(get(&emulator, &format!("{app}/publisher")).await.json()["label"], "tools");
    let read = get(&emulator, &reference).await.json();
    assert_eq!(read["@odata.id"], format!("{}{category}", emulator.endpoint()));
    let expanded = get(&emulator, &format!("{app}?$expand=publisher($select=label)")).await.json();
    assert_eq!(expanded["publisher"], json!({"label": "tools"}));
    patch(&emulator, &format!("{app}/publisher"), r#"{"label": "new"}"#).await;
    assert_eq!(get(&emulator, &category).await.json()["label"], "new", "the link leads to the entity itself");
    assert_eq!(send(&emulator, "DELETE", &reference, &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, &format!("{app}/publisher")).await.status, 404);
    assert_eq!(get(&emulator, &category).await.status, 200, "the entity stays");
    assert_eq!(send(&emulator, "DELETE", &reference, &[TOKEN], "").await.status, 404);
}

#[tokio::test]
async fn a_collection_valued_property_is_changed_by_reference() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    let mut categories = Vec::new();
    for label in ["a", "b", "c"] {
        let category = created(&emulator, "/beta/categories", &format!(r#"{{"label": "{label}"}}"#)).await;
        let body = format!(r#"{{"@odata.id": "https://graph.microsoft.com{category}"}}"#);
        assert_eq!(post(&emulator, &format!("{app}/categories/$ref"), &body).await.status, 204);
        categories.push(category);
    }
    let labels = async || {
        let list = get(&emulator, &format!("{app}/categories?$select=label&$orderby=label")).await.json();
        list["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["label"].as_str().unwrap().to_owned())
            .collect::<String>()
    };
    assert_eq!(labels().await, "abc");
    let key = categories[0].rsplit('/').next().unwrap();
    assert_eq!(get(&emulator, &format!("{app}/categories/{key}")).await.json()["label"], "a");
    let one = format!("{app}/categories/{key}/$ref");
    assert_eq!(send(&emulator, "DELETE", &one, &[TOKEN], "").await.status, 204);
    let by_query = format!("{app}/categories/$ref?$id={}{}", emulator.endpoint(), categories[1]);
    assert_eq!(send(&emulator, "DELETE", &by_query, &[TOKEN], "").await.status, 204);
    assert_eq!(labels().await, "c");
    let references = get(&emulator, &format!("{app}/categories/$ref")).await.json();
    assert_eq!(references["value"].as_array().unwrap().len(), 1);
    assert_eq!(send(&emulator, "DELETE", &categories[2], &[TOKEN], "").await.status, 204);
    assert_eq!(labels().await, "", "what is gone is linked no more");
}

#[tokio::test]
async fn a_create_and_a_patch_accept_bind_annotations() {
    let emulator = graph().start().await;
    let url = format!(
        "{}{}",
        emulator.endpoint(),
        created(&emulator, "/beta/categories", r#"{"label": "a"}"#).await
    );
    let body = format!(r#"{{{WEB}, "publisher@odata.bind": "{url}", "categories@odata.bind": ["{url}"]}}"#);
    let app = created(&emulator, "/beta/apps", &body).await;
    let read = get(&emulator, &format!("{app}?$expand=publisher,categories")).await.json();
    assert_eq!((&read["publisher"]["label"], &read["categories"][0]["label"]), (&json!("a"), &json!("a")));
    assert!(read.get("publisher@odata.bind").is_none());
    let other = format!(
        "{}{}",
        emulator.endpoint(),
        created(&emulator, "/beta/categories", r#"{"label": "b"}"#).await
    );
    let answer = patch(&emulator, &app, &format!(r#"{{{WEB}, "publisher@odata.bind": "{other}"}}"#)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(get(&emulator, &format!("{app}/publisher")).await.json()["label"], "b");
}

#[tokio::test]
async fn an_invalid_reference_is_refused() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    let endpoint = emulator.endpoint().to_owned();
    for (url, words) in [
        (format!("{endpoint}{app}"), "is a 'microsoft.graph.webApp' and not a 'microsoft.graph.category'"),
        (format!("{endpoint}/beta/categories"), "not the address of an entity"),
        (format!("{endpoint}/v9/categories/1"), "version"),
        ("https://evil.example/beta/categories/1".to_owned(), "not an absolute address"),
        ("categories/1".to_owned(), "not an absolute address"),
    ] {
        let body = format!(r#"{{"@odata.id": "{url}"}}"#);
        let answer = send(&emulator, "PUT", &format!("{app}/publisher/$ref"), &[TOKEN, JSON], &body).await;
        let (status, _, message) = answer.error();
        assert!(status == 400 && message.contains(words), "{url}: {message}");
        let body = format!(r#"{{{WEB}, "publisher@odata.bind": "{url}"}}"#);
        let (status, _, message) = post(&emulator, "/beta/apps", &body).await.error();
        assert!(status == 400 && message.contains(words), "{url}: {message}");
    }
    for body in [
        format!(r#"{{{WEB}, "name@odata.bind": "x"}}"#),
        format!(r#"{{{WEB}, "publisher@odata.bind": ["x"]}}"#),
        format!(r#"{{{WEB}, "categories@odata.bind": "x"}}"#),
    ] {
        let (status, _, message) = post(&emulator, "/beta/apps", &body).await.error();
        assert!(status == 400 && message.contains("odata.bind"), "{message}");
    }
    let (status, _, message) = post(&emulator, &format!("{app}/categories/$ref"), "{}").await.error();
    assert!(status == 400 && message.contains("@odata.id"), "{message}");
    assert_eq!(post(&emulator, "/beta/categories/$ref", r#"{"@odata.id": "x"}"#).await.status, 404);
}

#[tokio::test]
async fn a_create_at_a_property_with_a_binding_goes_to_the_bound_set() {
    let emulator = graph().start().await;
    let category = created(&emulator, "/beta/store/featured", r#"{"label": "a"}"#).await;
    assert!(category.starts_with("/beta/categories/"), "{category}");
    assert_eq!(get(&emulator, "/beta/store/featured").await.json()["value"][0]["label"], "a");
    assert_eq!(get(&emulator, "/beta/categories/$count").await.text, "1");
}

#[tokio::test]
async fn a_link_to_a_missing_entity_is_404_and_a_second_one_400() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    let none = format!("{}/beta/categories/none", emulator.endpoint());
    let body = json!({ "@odata.id": none }).to_string();
    assert_eq!(
        send(&emulator, "PUT", &format!("{app}/publisher/$ref"), &[TOKEN, JSON], &body).await.status,
        404
    );
    assert_eq!(post(&emulator, &format!("{app}/categories/$ref"), &body).await.status, 404);
    for bound in [json!(none), json!([none])] {
        let name = if bound.is_array() { "categories" } else { "publisher" };
        let body = format!(r#"{{{WEB}, "{name}@odata.bind": {bound}}}"#);
        assert_eq!(post(&emulator, "/beta/apps", &body).await.status, 404, "{body}");
    }
    let category = created(&emulator, "/beta/categories", "{}").await;
    let body = json!({"@odata.id": format!("{}{category}", emulator.endpoint())}).to_string();
    assert_eq!(post(&emulator, &format!("{app}/categories/$ref"), &body).await.status, 204);
    let (status, code, message) = post(&emulator, &format!("{app}/categories/$ref"), &body).await.error();
    assert_eq!((status, code.as_str()), (400, "Request_BadRequest"));
    assert!(
        message.contains("already exist for the following modified properties: 'categories'"),
        "{message}"
    );
}

#[tokio::test]
async fn a_patch_adds_all_links_or_none() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!("{{{WEB}, \"name\": \"before\"}}")).await;
    let mut all = Vec::new();
    for _ in 0..22 {
        let category = created(&emulator, "/beta/categories", "{}").await;
        all.push(format!("{}{category}", emulator.endpoint()));
    }
    let add = async |categories: &[String]| {
        let bound = json!(categories);
        patch(&emulator, &app, &format!(r#"{{{WEB}, "name": "after", "categories@odata.bind": {bound}}}"#))
            .await
    };
    let state = async || {
        let app = get(&emulator, &format!("{app}?$select=name&$expand=categories")).await.json();
        (app["name"].as_str().unwrap().to_owned(), app["categories"].as_array().unwrap().len())
    };
    let none = format!("{}/beta/categories/none", emulator.endpoint());
    for (links, status) in [
        (vec![all[0].clone(), none], 404),
        (all[..21].to_vec(), 400),
        (vec![all[0].clone(), all[0].clone()], 400),
    ] {
        let answer = add(&links).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(state().await, ("before".to_owned(), 0));
    }
    let answer = add(&all[..20]).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(state().await, ("after".to_owned(), 20));
    assert_eq!(add(&all[19..21]).await.status, 400, "one of them is there");
    assert_eq!(state().await.1, 20);
    assert_eq!(add(&all[20..]).await.status, 204, "they are added to those that are there");
    assert_eq!(state().await.1, 22);
}

#[tokio::test]
async fn a_put_replaces_contained_entities() {
    let emulator = graph().start().await;
    let assignments = r#"[{"target": "a"}, {"target": "b"}]"#;
    let body = format!(r#"{{{WEB}, "channel": "test", "assignments": {assignments}}}"#);
    let app = created(&emulator, "/beta/apps", &body).await;
    let targets = async || {
        let list = get(&emulator, &format!("{app}/assignments?$select=target&$orderby=target")).await.json();
        list["value"].clone()
    };
    let put = async |body: &str| send(&emulator, "PUT", &app, &[TOKEN, JSON], body).await;
    let answer =
        put(&format!(r#"{{{WEB}, "channel": "test", "name": "n", "assignments": [{{"target": "c"}}]}}"#))
            .await;
    assert_eq!((answer.status, &answer.json()["name"]), (200, &json!("n")), "{}", answer.text);
    assert_eq!(targets().await, json!([{"target": "c"}]));
    assert_eq!(put(&format!(r#"{{{WEB}, "channel": "test"}}"#)).await.status, 200);
    assert_eq!(targets().await, json!([{"target": "c"}]), "what the body lacks stays");
    assert_eq!(
        put(&format!(r#"{{{WEB}, "channel": "test", "assignments": [{{"nope": 1}}]}}"#)).await.status,
        400
    );
    assert_eq!(targets().await, json!([{"target": "c"}]));
    assert_eq!(put(&format!(r#"{{{WEB}, "channel": "test", "assignments": []}}"#)).await.status, 200);
    assert_eq!(targets().await, json!([]));
    let body = format!(r#"{{{WEB}, "channel": "test", "categories": [{{"label": "a"}}]}}"#);
    assert!(put(&body).await.error().2.contains("Cannot apply PUT to navigation property 'categories'"));
}

/// Policies whose parts have keys of their own, one of a type that the service makes no keys of.
const PARTS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="day">
    <Key><PropertyRef Name="date" /></Key><Property Name="date" Type="Edm.Date" Nullable="false" />
    <Property Name="note" Type="Edm.String" />
  </EntityType>
  <EntityType Name="policy">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
    <Property Name="name" Type="Edm.String" />
    <NavigationProperty Name="days" Type="Collection(microsoft.graph.day)" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="policies" EntityType="microsoft.graph.policy" />
    <Singleton Name="current" Type="microsoft.graph.policy" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[tokio::test]
async fn a_refused_change_leaves_what_is_beneath() {
    let emulator = Emulator::builder().metadata("beta", PARTS).start().await;
    let ours = r#""days": [{"date": "2026-01-01", "note": "a"}]"#;
    let policy = created(&emulator, "/beta/policies", &format!(r#"{{"name": "n", {ours}}}"#)).await;
    let state = async || {
        let policy = get(&emulator, &format!("{policy}?$select=name&$expand=days")).await.json();
        (policy["name"].clone(), policy["days"].clone())
    };
    let before = state().await;
    assert_eq!(before.1, json!([{"date": "2026-01-01", "note": "a"}]));
    let twice = r#"{"date": "2026-01-02"}, {"date": "2026-01-02"}"#;
    for (days, status) in [(r#"{"date": "2026-01-02"}, {"note": "no key"}"#, 501), (twice, 409)] {
        let body = format!(r#"{{"name": "m", "days": [{days}]}}"#);
        let answer = send(&emulator, "PUT", &policy, &[TOKEN, JSON], &body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(state().await, before, "{body}");
        assert_eq!(post(&emulator, "/beta/policies", &body).await.status, status);
    }
    let all = get(&emulator, "/beta/policies").await.json();
    assert_eq!(all["value"].as_array().map(Vec::len), Some(1), "no refused create is stored: {all}");
    created(&emulator, "/beta/current/days", r#"{"date": "2026-01-01"}"#).await;
    let refused = patch(&emulator, "/beta/current", r#"{"nope": 1}"#).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(get(&emulator, "/beta/current/days/$count").await.text, "1");
}

const INTUNE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="tag" BaseType="microsoft.graph.entity" />
  <EntityType Name="policy" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="tags" Type="Collection(microsoft.graph.tag)" />
  </EntityType>
  <EntityType Name="deviceManagement" BaseType="microsoft.graph.entity">
    <NavigationProperty Name="policies" Type="Collection(microsoft.graph.policy)" ContainsTarget="true" />
    <NavigationProperty Name="tags" Type="Collection(microsoft.graph.tag)" ContainsTarget="true" />
  </EntityType>
  <EntityContainer Name="GraphService">
    <Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[tokio::test]
async fn intune_refuses_links_in_a_patch() {
    let emulator = Emulator::builder()
        .metadata("beta", INTUNE)
        .seed_at("/beta/deviceManagement/policies/1", json!({}))
        .seed_at("/beta/deviceManagement/tags/1", json!({}))
        .start()
        .await;
    let body = format!(r#"{{"tags@odata.bind": ["{}/beta/deviceManagement/tags/1"]}}"#, emulator.endpoint());
    let (status, _, message) = patch(&emulator, "/beta/deviceManagement/policies/1", &body).await.error();
    assert!(
        status == 400 && message.contains("Cannot apply PATCH to navigation property 'tags'"),
        "{message}"
    );
}

/// A user, which is also addressed as a member of a group.
#[graph_entity(
    path = "/users/{userId}",
    path(member = "/groups/{groupId}/members/{id}"),
    operations(get, list, create, update, delete),
    differs = "the metadata of the tests does not have it"
)]
#[derive(Debug, Clone, PartialEq)]
struct Person {
    id: String,
    display_name: Option<String>,
}

#[graph_entity(path = "/groups/{groupId}", differs = "the metadata of the tests does not have it")]
#[derive(Debug, Clone, PartialEq)]
struct Team {
    id: String,
    display_name: Option<String>,
    #[graph(navigation)]
    members: Vec<Person>,
    #[graph(navigation)]
    notes: Vec<Memo>,
}

/// An entity whose only address is that of a navigation property.
#[graph_entity(
    path = "/groups/{groupId}/notes/{memoId}",
    differs = "the metadata of the tests does not have it"
)]
#[derive(Debug, Clone, PartialEq)]
struct Memo {
    id: String,
    text: Option<String>,
}

#[tokio::test]
async fn a_further_address_that_is_a_navigation_property_has_what_is_related() {
    let emulator = Emulator::builder()
        .entity::<Person>()
        .entity::<Team>()
        .entity::<Memo>()
        .seed::<Person>(["a"], json!({"displayName": "Ann"}))
        .seed::<Person>(["b"], json!({"displayName": "Bob"}))
        .seed::<Team>(["1"], json!({"displayName": "One"}))
        .seed::<Team>(["2"], json!({"displayName": "Two"}))
        .start()
        .await;
    let members = "/v1.0/groups/1/members";
    let to = |path: &str| json!({"@odata.id": format!("{}/v1.0/{path}", emulator.endpoint())}).to_string();
    let listed = async |path: &str| {
        let list = get(&emulator, path).await.json();
        let items = list["value"].as_array().unwrap_or_else(|| panic!("{list}")).clone();
        items.iter().map(|item| item["id"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(members).await, [""; 0]);
    for (body, status) in [(to("users/a"), 204), (to("users/a"), 400), (to("users/none"), 404)] {
        let answer = post(&emulator, &format!("{members}/$ref"), &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
    }
    assert_eq!(listed(members).await, ["a"]);
    assert_eq!(listed(&format!("{members}/microsoft.graph.person")).await, ["a"]);
    assert_eq!(listed("/v1.0/groups/2/members").await, [""; 0]);
    assert_eq!(get(&emulator, &format!("{members}/$count")).await.text, "1");
    assert_eq!(get(&emulator, &format!("{members}/a")).await.json()["displayName"], "Ann");
    assert_eq!(get(&emulator, &format!("{members}/a/displayName/$value")).await.text, "Ann");
    assert_eq!(get(&emulator, &format!("{members}/b")).await.status, 404);
    let references = get(&emulator, &format!("{members}/$ref")).await.json();
    assert_eq!(references["value"].as_array().map(Vec::len), Some(1), "{references}");
    // A create lives at the first address, and is related.
    let made = created(&emulator, members, r#"{"displayName": "Cy"}"#).await;
    assert!(made.starts_with("/v1.0/users/"), "{made}");
    assert_eq!(listed(members).await.len(), 2);
    assert_eq!(patch(&emulator, &format!("{members}/a"), r#"{"displayName": "Eve"}"#).await.status, 200);
    assert_eq!(get(&emulator, "/v1.0/users/a").await.json()["displayName"], "Eve");
    let removed = send(&emulator, "DELETE", &format!("{members}/a/$ref"), &[TOKEN], "").await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!((listed(members).await.len(), listed("/v1.0/users").await.len()), (1, 3));
    assert_eq!(get(&emulator, "/v1.0/groups/3/members").await.status, 404);
    // A first address that is a navigation property, and an entity set, which is none.
    let memo = created(&emulator, "/v1.0/groups/1/notes", r#"{"text": "x"}"#).await;
    let linked =
        post(&emulator, "/v1.0/groups/2/notes/$ref", &to(memo.strip_prefix("/v1.0/").unwrap())).await;
    assert_eq!(linked.status, 204, "{}", linked.text);
    assert_eq!(listed("/v1.0/groups/2/notes").await, listed("/v1.0/groups/1/notes").await);
    assert_eq!(post(&emulator, "/v1.0/users/$ref", &to("users/a")).await.status, 404);
}
