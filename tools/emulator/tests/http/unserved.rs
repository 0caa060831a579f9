//! Addresses that exist in the model and are not served.

use graph_entity_emulator::{Fault, StartError};
use serde_json::json;

use crate::entities::{self, REQUEST, SAMPLE, STATE};
use crate::wire::{JSON, TOKEN, get, patch, send};

const MISS: &str = "No method match route template";

#[tokio::test]
async fn routes_that_intune_is_known_to_miss_are_not_served() {
    let emulator = entities::state().not_served_by_intune().start().await;
    let answer = patch(&emulator, STATE, REQUEST).await;
    let keyed = "deviceManagement/deviceComplianceScripts('script-1')/deviceRunStates('7bd39c86-9c86-7bd3-869c-d37b869cd37b')";
    let message = format!(
        "No OData route exists that match template ~/singleton/navigation/key/navigation/key with http verb PATCH for \
         request /DeviceFE/StatelessDeviceFEService/{keyed}."
    );
    assert_eq!(answer.error(), (400, MISS.to_owned(), message));
    let collection = STATE.rsplit_once('/').unwrap().0;
    assert_eq!(get(&emulator, collection).await.error().1, MISS);
    assert!(emulator.not_served().any(|route| route.ends_with("/deviceRunStates")));
    let usual = entities::state().start().await;
    assert_eq!((patch(&usual, STATE, REQUEST).await.status, usual.not_served().count()), (200, 0));
}

#[tokio::test]
async fn a_route_can_be_unserved_for_one_method() {
    let emulator = entities::sample().not_served(["PATCH /Samples/{id}"]).start().await;
    assert_eq!(patch(&emulator, SAMPLE, "{}").await.error().1, MISS);
    assert_eq!(get(&emulator, SAMPLE).await.status, 200);
    let body = json!({"requests": [{"id": "a", "method": "PATCH", "url": "/samples/1", "body": {},
        "headers": {"Content-Type": "application/json"}}]});
    let answer = send(&emulator, "POST", "/v1.0/$batch", &[TOKEN, JSON], &body.to_string()).await.json();
    assert_eq!(answer["responses"][0]["body"]["error"]["code"], MISS);
    let none = entities::sample().not_served(["samples", "FETCH x"]).try_start().await.unwrap_err();
    assert!(matches!(&none, StartError::NotServed { route, .. } if route == "FETCH x"), "{none}");
}

#[tokio::test]
async fn a_fault_makes_a_route_unserved_for_one_request() {
    let emulator = entities::sample().next_answers([Fault::NotServed, Fault::NotServed]).start().await;
    let (status, code, actual_message) = patch(&emulator, SAMPLE, r#"{"flag": true}"#).await.error();
    assert_eq!((status, code.as_str()), (400, MISS));
    assert!(actual_message.contains("template ~/entityset/key with http verb PATCH"), "{actual_message}");
    assert_eq!(get(&emulator, "/v1.0/nothing/at/all").await.error().1, MISS);
    assert_eq!(get(&emulator, SAMPLE).await.json()["flag"], json!(null));
}
