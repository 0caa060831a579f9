//! The `delta` function.

use graph_entity_emulator::Emulator;
use serde_json::{Value, json};

use crate::metadata::{created, graph};
use crate::wire::{JSON, TOKEN, get, patch, send};

const WEB: &str = r##""@odata.type": "#microsoft.graph.webApp""##;

/// Reads a round to its end, and returns its items and the link of the next round.
async fn round(emulator: &Emulator, start: &str) -> (Vec<Value>, String) {
    let mut items = Vec::new();
    let mut path = start.to_owned();
    loop {
        let answer = get(emulator, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = answer.json();
        items.extend(page["value"].as_array().unwrap().clone());
        let own = |link: &Value| Some(link.as_str()?.strip_prefix(emulator.endpoint()).unwrap().to_owned());
        match (own(&page["@odata.nextLink"]), own(&page["@odata.deltaLink"])) {
            (Some(next), None) => path = next,
            (None, Some(delta)) => return (items, delta),
            other => panic!("one of the two links, not {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_round_has_new_changed_and_deleted_entities() {
    let emulator = graph().page_size(2).start().await;
    let mut apps = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        apps.push(created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "{name}"}}"#)).await);
    }
    let (items, link) = round(&emulator, "/beta/apps/delta").await;
    assert_eq!(items.len(), 5);
    assert!(items[0].get("url").is_some(), "the first round has complete entities");
    let (items, link) = round(&emulator, &link).await;
    assert_eq!(items, [] as [Value; 0]);

    patch(&emulator, &apps[1], &format!(r#"{{{WEB}, "url": "u"}}"#)).await;
    patch(&emulator, &apps[2], &format!(r#"{{{WEB}, "name": null}}"#)).await;
    send(&emulator, "DELETE", &apps[3], &[TOKEN], "").await;
    let new = created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "f"}}"#)).await;
    let key = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (items, link) = round(&emulator, &link).await;
    let kind = "#microsoft.graph.webApp";
    assert_eq!(items[0], json!({"@odata.type": kind, "id": key(&apps[1]), "url": "u"}));
    assert_eq!(items[1], json!({"@odata.type": kind, "id": key(&apps[2]), "name": null}));
    assert_eq!(items[2], json!({"id": key(&apps[3]), "@removed": {"reason": "deleted"}}));
    assert_eq!((&items[3]["id"], items[3].get("url")), (&json!(key(&new)), Some(&Value::Null)));
    assert_eq!(round(&emulator, &link).await.0.len(), 0);
}

#[tokio::test]
async fn a_round_can_start_now_and_have_options() {
    let emulator = graph().start().await;
    created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    let (items, link) =
        round(&emulator, "/beta/apps/microsoft.graph.delta()?$select=name&$deltatoken=latest").await;
    assert_eq!(items, [] as [Value; 0]);
    let app = created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "n"}}"#)).await;
    patch(&emulator, &app, &format!(r#"{{{WEB}, "url": "u"}}"#)).await;
    let (items, _) = round(&emulator, &link).await;
    let key = app.rsplit('/').next().unwrap();
    assert_eq!(items, [json!({"@odata.type": "#microsoft.graph.webApp", "id": key, "name": "n"})]);
}

#[tokio::test]
async fn each_item_has_its_key_whatever_is_selected() {
    let emulator = graph().page_size(1).start().await;
    for name in ["a", "b"] {
        created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "{name}"}}"#)).await;
    }
    let (items, link) = round(&emulator, "/beta/apps/delta?$select=name").await;
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|item| item["id"].is_string()), "{items:?}");
    let app = format!("/beta/apps/{}", items[0]["id"].as_str().unwrap());
    patch(&emulator, &app, &format!(r#"{{{WEB}, "name": "c"}}"#)).await;
    let (items, _) = round(&emulator, &link).await;
    assert_eq!((&items[0]["id"], &items[0]["name"]), (&json!(app.rsplit('/').next().unwrap()), &json!("c")));
    assert_eq!(
        get(&emulator, &format!("{app}?$select=name")).await.json().get("id"),
        None,
        "only in a delta"
    );
}

#[tokio::test]
async fn only_selected_properties_are_tracked() {
    let emulator = graph().page_size(1).start().await;
    let mut apps = Vec::new();
    for name in ["a", "b", "c"] {
        apps.push(created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "{name}"}}"#)).await);
    }
    let start = "/beta/apps/delta?$select=name";
    let first = get(&emulator, start).await.json();
    // A change of what is not selected does not move an entity to a later page, either.
    patch(&emulator, &apps[0], &format!(r#"{{{WEB}, "url": "u"}}"#)).await;
    let next = first["@odata.nextLink"].as_str().unwrap().strip_prefix(emulator.endpoint()).unwrap();
    let (items, link) = round(&emulator, next).await;
    assert_eq!(items.iter().map(|item| &item["name"]).collect::<Vec<_>>(), ["b", "c"]);
    let all = round(&emulator, "/beta/apps/delta").await.1;
    patch(&emulator, &apps[1], &format!(r#"{{{WEB}, "url": "u"}}"#)).await;
    let (items, link) = round(&emulator, &link).await;
    assert_eq!(items, [] as [Value; 0]);
    assert_eq!(round(&emulator, &all).await.0.len(), 1, "without a selection, all properties are tracked");
    patch(&emulator, &apps[1], &format!(r#"{{{WEB}, "url": "v", "name": "d"}}"#)).await;
    let (items, _) = round(&emulator, &link).await;
    assert_eq!((items.len(), &items[0]["name"], items[0].get("url")), (1, &json!("d"), None));
}

async fn link(emulator: &Emulator, property: &str, to: &str) {
    let body = json!({ "@odata.id": format!("{}{to}", emulator.endpoint()) }).to_string();
    let answer = send(emulator, "POST", &format!("{property}/$ref"), &[TOKEN, JSON], &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

#[tokio::test]
async fn an_expanded_relationship_has_what_was_linked_and_unlinked() {
    let emulator = graph().page_size(1).start().await;
    let app = created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "a"}}"#)).await;
    created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "b"}}"#)).await;
    let mut categories = Vec::new();
    for label in ["x", "y", "z"] {
        categories.push(created(&emulator, "/beta/categories", &format!(r#"{{"label": "{label}"}}"#)).await);
    }
    let property = format!("{app}/categories");
    link(&emulator, &property, &categories[0]).await;
    link(&emulator, &property, &categories[1]).await;
    let key = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let there = |path: &str| json!({ "@odata.type": "#microsoft.graph.category", "id": key(path) });
    let gone = |path: &str| {
        let mut item = there(path);
        item["@removed"] = json!({ "reason": "deleted" });
        item
    };
    let start = "/beta/apps/delta?$select=name&$expand=categories";
    let (items, plain) = (round(&emulator, start).await, round(&emulator, "/beta/apps/delta").await.1);
    let (items, delta) = items;
    let related = |items: &[Value], app: &str| {
        let of = |item: &&Value| item["id"] == key(app) && item.get("categories@delta").is_some();
        items.iter().find(of).map(|item| item["categories@delta"].clone())
    };
    assert_eq!(items.len(), 2);
    assert_eq!(related(&items, &app), Some(json!([there(&categories[0]), there(&categories[1])])));
    assert!(items.iter().all(|item| item.get("categories").is_none()), "{items:?}");
    assert!(items.iter().any(|item| item["categories@delta"] == json!([])), "{items:?}");

    let (items, delta) = round(&emulator, &delta).await;
    assert_eq!(items, [] as [Value; 0]);
    link(&emulator, &property, &categories[2]).await;
    send(&emulator, "DELETE", &format!("{property}/{}/$ref", key(&categories[0])), &[TOKEN], "").await;
    let (items, delta) = round(&emulator, &delta).await;
    let expected = json!([there(&categories[2]), gone(&categories[0])]);
    let kind = "#microsoft.graph.webApp";
    assert_eq!(items, [json!({ "@odata.type": kind, "id": key(&app), "categories@delta": expected })]);

    // A related entity that is deleted is not related any more, and its type is not known.
    send(&emulator, "DELETE", &categories[1], &[TOKEN], "").await;
    let (items, delta) = round(&emulator, &delta).await;
    let expected = json!([{ "id": key(&categories[1]), "@removed": { "reason": "deleted" } }]);
    assert_eq!(related(&items, &app), Some(expected));
    assert_eq!(
        round(&emulator, &plain).await.0,
        [] as [Value; 0],
        "without `$expand`, the app has not changed"
    );

    // What is linked again is related, and after the links have expired everything is.
    link(&emulator, &property, &categories[0]).await;
    assert_eq!(related(&round(&emulator, &delta).await.0, &app), Some(json!([there(&categories[0])])));
    emulator.expire_delta_links();
    let items = round(&emulator, start).await.0;
    assert_eq!(related(&items, &app), Some(json!([there(&categories[2]), there(&categories[0])])));
}

#[tokio::test]
async fn an_expanded_relationship_has_what_is_stored_beneath_it() {
    let emulator = graph().start().await;
    let app = created(&emulator, "/beta/apps", &format!(r#"{{{WEB}, "name": "a"}}"#)).await;
    let old = created(&emulator, &format!("{app}/assignments"), r#"{"target": "x"}"#).await;
    let key = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (items, delta) = round(&emulator, "/beta/apps/delta?$expand=assignments").await;
    let there = |path: &str| json!({ "@odata.type": "#microsoft.graph.assignment", "id": key(path) });
    assert_eq!(items[0]["assignments@delta"], json!([there(&old)]));
    let new = created(&emulator, &format!("{app}/assignments"), r#"{"target": "y"}"#).await;
    send(&emulator, "DELETE", &old, &[TOKEN], "").await;
    let (items, _) = round(&emulator, &delta).await;
    let gone = json!({ "id": key(&old), "@removed": { "reason": "deleted" } });
    assert_eq!(items[0]["assignments@delta"], json!([there(&new), gone]));
}

#[tokio::test]
async fn an_expired_or_unknown_token_is_answered_with_where_to_start_again() {
    let emulator = graph().start().await;
    let (_, link) = round(&emulator, "/beta/apps/delta").await;
    created(&emulator, "/beta/apps", &format!("{{{WEB}}}")).await;
    emulator.expire_delta_links();
    let start = format!("{}/beta/apps/delta", emulator.endpoint());
    for (path, code) in
        [(link.as_str(), "resyncRequired"), ("/beta/apps/delta?$deltatoken=x", "syncStateNotFound")]
    {
        let answer = get(&emulator, path).await;
        assert_eq!((answer.status, answer.error().1.as_str()), (410, code));
        assert_eq!(answer.header("location"), Some(start.as_str()));
    }
    let answer = get(&emulator, "/beta/apps/delta?$deltatoken=x&$select=name").await;
    assert_eq!(answer.header("location"), Some(format!("{start}?$select=name").as_str()), "with its options");
    let (items, link) = round(&emulator, "/beta/apps/delta").await;
    assert_eq!(items.len(), 1);
    assert_eq!(round(&emulator, &link).await.0.len(), 0, "a new token is not one of the expired ones");
}

#[tokio::test]
async fn only_declared_delta_functions_exist() {
    let emulator = graph().start().await;
    assert_eq!(
        get(&emulator, "/beta/categories/delta").await.status,
        404,
        "there it is the key of an entity"
    );
    assert_eq!(get(&emulator, "/beta/store/delta").await.status, 400);
    let (status, ..) = send(&emulator, "POST", "/beta/apps/delta", &[TOKEN], "").await.error();
    assert_eq!(status, 400);
    assert_eq!(get(&emulator, "/beta/apps?$deltatoken=1").await.status, 400);
}
