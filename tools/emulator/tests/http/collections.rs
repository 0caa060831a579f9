//! Creating, listing, replacing, deleting and upserting, and further addresses.

use graph_entity_emulator::{Emulator, ReadOnlyWrites};
use serde_json::json;

use crate::entities::{App, DEVICES, IosConfiguration, MacOSConfiguration, ManagedDevice};
use crate::wire::{Answer, JSON, TOKEN, get, patch, send};

async fn post(emulator: &Emulator, path: &str, body: &str) -> Answer {
    send(emulator, "POST", path, &[TOKEN, JSON], body).await
}

#[tokio::test]
async fn a_create_sets_the_key_the_location_and_times() {
    let emulator = Emulator::builder().entity::<ManagedDevice>().start().await;
    let answer = post(&emulator, DEVICES, r#"{"deviceName": "a", "platform": "ios", "size": 3}"#).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let body = answer.json();
    let id = body["id"].as_str().unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(answer.header("location"), Some(format!("{}{DEVICES}/{id}", emulator.endpoint()).as_str()));
    let context = format!("{}/v1.0/$metadata#deviceManagement/managedDevices/$entity", emulator.endpoint());
    assert_eq!((&body["@odata.context"], &body["platform"]), (&json!(context), &json!("ios")));
    let created = body["createdDateTime"].as_str().unwrap().to_owned();
    assert!(created.ends_with('Z') && created.len() == 28, "{created}");
    let stored = get(&emulator, &format!("{DEVICES}/{id}")).await;
    assert_eq!((stored.status, stored.json()), (200, body.clone()));
    let changed = patch(&emulator, &format!("{DEVICES}/{id}"), r#"{"size": 4}"#).await.json();
    assert_eq!(changed["createdDateTime"], json!(created));
    assert!(changed["lastModifiedDateTime"].as_str() > Some(created.as_str()));
}

#[tokio::test]
async fn a_create_is_checked_by_the_rules_of_creates() {
    let emulator = Emulator::builder().entity::<ManagedDevice>().start().await;
    for (body, words) in [
        (r#"{"id": "mine"}"#, "'id' on type"),
        (r#"{"createdDateTime": "2017-01-01T00:00:00Z"}"#, "read-only"),
        (r#"{"size": null}"#, "A null value was found"),
        (r#"{"nope": 1}"#, "does not exist on type"),
        (r#"{"channel": "unknownFutureValue"}"#, "never a value to set"),
        (r#"{"channel": "preview"}"#, "include-unknown-enum-members"),
        (r#"{"apps": [{"nope": 1}]}"#, "does not exist on type"),
        ("[]", "Unable to read JSON"),
    ] {
        let (status, _, message) = post(&emulator, DEVICES, body).await.error();
        assert!(status == 400 && message.contains(words), "{body}: {message}");
    }
    assert_eq!(get(&emulator, DEVICES).await.json()["value"], json!([]));
    let lax =
        Emulator::builder().entity::<ManagedDevice>().read_only_writes(ReadOnlyWrites::Ignored).start().await;
    let body =
        post(&lax, DEVICES, r#"{"id": "mine", "createdDateTime": "2017-01-01T00:00:00Z"}"#).await.json();
    assert_ne!(body["id"], "mine");
    assert_ne!(body["createdDateTime"], "2017-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_related_entity_is_created_with_its_owner_and_expanded() {
    let emulator = Emulator::builder().entity::<ManagedDevice>().start().await;
    let created = post(&emulator, DEVICES, r#"{"apps": [{"name": "b"}, {"name": "a"}]}"#).await.json();
    assert_eq!(created.get("apps"), None);
    let path = format!("{DEVICES}/{}", created["id"].as_str().unwrap());
    let body =
        get(&emulator, &format!("{path}?$expand=apps($select=name;$orderby=name)&$select=id")).await.json();
    assert_eq!(body["apps"], json!([{"name": "a"}, {"name": "b"}]));
    assert_eq!(body.get("size"), None);
    assert!(body["@odata.context"].as_str().unwrap().ends_with("managedDevices(id)/$entity"));
    let all = get(&emulator, &format!("{path}?$expand=apps")).await.json();
    assert_eq!(all["apps"][0]["id"].as_str().map(str::len), Some(36));
    let (status, _, message) = get(&emulator, &format!("{path}?$expand=note")).await.error();
    assert!(status == 400 && message.contains("is not a navigation property"), "{message}");
}

#[tokio::test]
async fn contained_entities_are_expanded_and_deleted_with_their_owner() {
    let emulator = Emulator::builder()
        .seed::<ManagedDevice>(["1"], json!({}))
        .seed::<App>(["1", "x"], json!({"name": "n"}))
        .seed::<App>(["2", "y"], json!({"name": "m"}))
        .start()
        .await;
    let body = get(&emulator, &format!("{DEVICES}?$expand=apps")).await.json();
    assert_eq!(body["value"][0]["apps"], json!([{"id": "x", "name": "n"}]));
    let apps = get(&emulator, &format!("{DEVICES}/1/apps")).await.json();
    assert_eq!(apps["value"], json!([{"id": "x", "name": "n"}]));
    assert_eq!(send(&emulator, "DELETE", &format!("{DEVICES}/1"), &[TOKEN], "").await.status, 204);
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.status, 404);
    assert_eq!(get(&emulator, &format!("{DEVICES}/1/apps/x")).await.status, 404);
    assert_eq!(get(&emulator, &format!("{DEVICES}/2/apps/y")).await.status, 200);
    assert_eq!(send(&emulator, "DELETE", &format!("{DEVICES}/1"), &[TOKEN], "").await.status, 404);
}

#[tokio::test]
async fn a_replacement_resets_absent_properties() {
    let seed = json!({"deviceName": "a", "size": 3, "platform": "ios", "createdDateTime": "2017-01-01T00:00:00Z",
        "note": {"text": "x", "tags": []}});
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], seed).start().await;
    let path = format!("{DEVICES}/1");
    let body = send(&emulator, "PUT", &path, &[TOKEN, JSON], r#"{"isLost": true, "note": {"tags": ["t"]}}"#)
        .await
        .json();
    assert_eq!((&body["deviceName"], &body["isLost"], body.get("size")), (&json!(null), &json!(true), None));
    assert_eq!((&body["platform"], &body["id"]), (&json!("ios"), &json!("1")));
    assert_eq!(
        (&body["note"], &body["createdDateTime"]),
        (&json!({"tags": ["t"]}), &json!("2017-01-01T00:00:00Z"))
    );
    for (path, body, status) in [
        (format!("{DEVICES}/2"), "{}", 404),
        (path.clone(), r#"{"platform": "mac"}"#, 400),
        (DEVICES.to_owned(), "{}", 400),
    ] {
        assert_eq!(send(&emulator, "PUT", &path, &[TOKEN, JSON], body).await.status, status, "{path} {body}");
    }
}

#[tokio::test]
async fn an_upsert_creates_once() {
    let emulator = Emulator::builder().entity::<ManagedDevice>().start().await;
    let path = format!("{DEVICES}/mine");
    assert_eq!(patch(&emulator, &path, r#"{"size": 1}"#).await.status, 404);
    for (size, status) in [(1, 201), (2, 200)] {
        let body = format!(r#"{{"size": {size}, "platform": "ios"}}"#);
        let answer = send(&emulator, "PATCH", &path, &[TOKEN, JSON, "Prefer: idempotent"], &body).await;
        assert_eq!((answer.status, answer.header("preference-applied")), (status, Some("idempotent")));
        assert_eq!((&answer.json()["id"], &answer.json()["size"]), (&json!("mine"), &json!(size)));
    }
}

#[tokio::test]
async fn a_further_address_has_the_same_entities() {
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], json!({"size": 1})).start().await;
    let further = "/v1.0/users/adele/managedDevices";
    assert_eq!(patch(&emulator, &format!("{further}/1"), r#"{"size": 2}"#).await.status, 200);
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.json()["size"], 2);
    let created = post(&emulator, further, r#"{"size": 9}"#).await;
    let location = created.header("location").unwrap().to_owned();
    assert!(location.contains("/deviceManagement/managedDevices/"), "{location}");
    assert_eq!(get(&emulator, further).await.json()["value"].as_array().unwrap().len(), 2);
    let body = get(&emulator, &format!("{further}/1")).await.json();
    assert!(body["@odata.context"].as_str().unwrap().ends_with("users('adele')/managedDevices/$entity"));
}

#[tokio::test]
async fn a_create_must_state_the_type_at_a_shared_address() {
    let emulator =
        Emulator::builder().entity::<IosConfiguration>().entity::<MacOSConfiguration>().start().await;
    let path = "/v1.0/deviceManagement/deviceConfigurations";
    let body = r##"{"@odata.type": "#microsoft.graph.macOSConfiguration", "payload": "x"}"##;
    let created = post(&emulator, path, body).await;
    assert_eq!(
        (created.status, &created.json()["@odata.type"]),
        (201, &json!("#microsoft.graph.macOSConfiguration"))
    );
    for (body, words) in [
        (r#"{"displayName": "x"}"#, "Cannot create an abstract class."),
        (r##"{"@odata.type": "#microsoft.graph.nothing"}"##, "could not be resolved by the model"),
    ] {
        let (status, code, message) = post(&emulator, path, body).await.error();
        assert!(
            (status, code.as_str()) == (400, "ModelValidationFailure") && message.contains(words),
            "{message}"
        );
    }
    post(&emulator, path, r##"{"@odata.type": "#microsoft.graph.iosConfiguration"}"##).await;
    let query = "?$filter=isof('microsoft.graph.macOSConfiguration')%20and%20microsoft.graph.macOSConfiguration/payload%20eq%20'x'";
    let found = get(&emulator, &format!("{path}{query}")).await.json();
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    let (status, _, message) = get(&emulator, &format!("{path}?$filter=payload%20eq%20'x'")).await.error();
    assert!(status == 400 && message.contains("Could not find a property named 'payload'"), "{message}");
}
