//! What HTTP and OData say about every address: the service root, HEAD, the spelling of versions, and options
//! that are given twice.

use serde_json::json;

use crate::metadata::graph;
use crate::wire::{TOKEN, get, send};

#[tokio::test]
async fn the_service_root_lists_sets_and_singletons() {
    let emulator = graph().start().await;
    for path in ["/beta", "/beta/", "/BETA"] {
        let answer = send(&emulator, "GET", path, &[], "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let root = answer.json();
        assert_eq!(root["@odata.context"], format!("{}/beta/$metadata", emulator.endpoint()));
        let value = json!([
            {"name": "apps", "kind": "EntitySet", "url": "apps"},
            {"name": "categories", "kind": "EntitySet", "url": "categories"},
            {"name": "store", "kind": "Singleton", "url": "store"},
        ]);
        assert_eq!(root["value"], value);
    }
    assert_eq!(get(&emulator, "/v1.0").await.status, 400, "nothing is served there");
    assert_eq!(send(&emulator, "POST", "/beta", &[TOKEN], "").await.status, 400);
}

#[tokio::test]
async fn a_version_is_spelled_in_any_case() {
    let emulator = graph().seed_at("/beta/categories/1", json!({"label": "l"})).start().await;
    assert_eq!(get(&emulator, "/Beta/categories/1").await.json()["label"], "l");
    assert_eq!(get(&emulator, "/BETA/$metadata").await.status, 200);
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": "/categories/1"}]}).to_string();
    let answer = send(&emulator, "POST", "/BETA/$batch", &[TOKEN, crate::wire::JSON], &batch).await.json();
    assert_eq!(answer["responses"][0]["body"]["label"], "l", "{answer}");
    let context = get(&emulator, "/BETA/categories").await.json()["@odata.context"].clone();
    assert_eq!(context, format!("{}/beta/$metadata#categories", emulator.endpoint()));
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let emulator = graph().seed_at("/beta/categories/1", json!({})).start().await;
    for path in ["/beta/categories/1", "/beta/categories", "/beta/categories/2", "/beta/$metadata", "/beta"] {
        let (get, head) = (get(&emulator, path).await, send(&emulator, "HEAD", path, &[TOKEN], "").await);
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        assert_eq!(head.header("etag"), get.header("etag"), "{path}");
    }
    assert_eq!(send(&emulator, "HEAD", "/beta/categories", &[], "").await.status, 401);
}

#[tokio::test]
async fn an_option_is_given_once() {
    let emulator = graph().start().await;
    for (query, status) in [
        ("$top=1&$top=2", 400),
        ("$top=1&top=1", 400),
        ("$filter=id%20eq%20'1'&$Filter=id%20eq%20'2'", 400),
        ("$select=id&$select=label", 400),
        ("$top=1&$skip=1&$select=id", 200),
    ] {
        let answer = get(&emulator, &format!("/beta/categories?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
        assert!(status == 200 || answer.error().2.contains("specified more than once"), "{}", answer.text);
    }
}
