//! The client over real HTTP, against the emulator, and with closure transports for answers that the emulator
//! never gives.

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, ErrorKind, Patch, ReplyErrorKind};
use graph_entity_emulator::{Emulator, UpdateAnswer};
use graph_entity_tests::{
    DeviceComplianceScriptDeviceState as State, REQUEST_BODY, RunState, SCRIPT_ID, STATE_ID, example_patch,
};
use http::StatusCode;
use serde_json::json;

async fn emulator() -> Emulator {
    Emulator::builder()
        .seed::<State>([SCRIPT_ID, STATE_ID], json!({ "id": STATE_ID, "detectionState": "pending" }))
        .start()
        .await
}

fn client(emulator: &Emulator) -> Client {
    client_with(emulator, emulator.token())
}

fn client_with(emulator: &Emulator, token: &str) -> Client {
    let credential = AccessToken::new(token).expect("a token");
    Client::builder().endpoint(emulator.endpoint()).credential(credential).build().expect("a client")
}

#[tokio::test]
async fn the_documented_request_is_sent_exactly() {
    let graph = emulator().await;
    let reply = State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client(&graph)).await.expect("200");
    assert_eq!(reply.status(), StatusCode::OK);
    assert!(reply.request_id().is_some());

    let requests = graph.requests();
    let sent = &requests[0];
    assert_eq!(sent.method, "PATCH");
    assert!(sent.target.starts_with("/beta/deviceManagement/"), "{}", sent.target);
    assert_eq!(sent.text(), Some(REQUEST_BODY));
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("client-request-id"), Some(reply.client_request_id()));

    let state = reply.into_value().expect("the entity");
    assert_eq!(state.detection_state, Some(RunState::Success));
    assert_eq!(
        state.last_sync_date_time.map(|time| time.to_string()).as_deref(),
        Some("2017-01-01T00:02:49.3205976-08:00")
    );
}

#[tokio::test]
async fn a_change_is_read_back_and_absent_properties_are_kept() {
    let graph = emulator().await;
    let client = client(&graph);
    State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client).await.expect("set");
    State::update(SCRIPT_ID, STATE_ID, State::patch().clear_script_error())
        .send(&client)
        .await
        .expect("cleared");
    let state = State::at(SCRIPT_ID, STATE_ID).get().send(&client).await.expect("read").into_value();
    assert_eq!(state.script_error, None);
    assert_eq!(state.script_output.as_deref(), Some("Script Output value"));
}

#[tokio::test]
async fn an_answer_without_content_is_a_success() {
    let seed = json!({ "id": STATE_ID });
    let graph = Emulator::builder()
        .seed::<State>([SCRIPT_ID, STATE_ID], seed)
        .update_answer(UpdateAnswer::NoContent)
        .start()
        .await;
    let reply = State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client(&graph)).await.expect("204");
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    assert_eq!(reply.into_value(), None);
}

#[tokio::test]
async fn replies_of_a_newer_service_are_read() {
    let seed = json!({ "id": STATE_ID, "detectionState": "paused", "novelty": { "a": [1, null] } });
    let graph = Emulator::builder().seed_unchecked::<State>([SCRIPT_ID, STATE_ID], seed).start().await;
    let state = State::at(SCRIPT_ID, STATE_ID).get().send(&client(&graph)).await.expect("read").into_value();
    assert_eq!(state.detection_state, Some(RunState::Unrecognized("paused".into())));
}

#[tokio::test]
async fn a_refusal_of_graph_is_an_error_of_its_own_kind() {
    let graph = emulator().await;
    let state = || State::patch();
    for (patch, words) in [
        (state().raw("id", "other"), "id"),
        (state().raw("novelty", 1), "The property 'novelty' does not exist"),
        (state().raw("scriptOutput", 1), "Cannot convert the literal '1'"),
        (state().raw("detectionState", serde_json::Value::Null), "detectionState"),
        (state().raw("@odata.type", "#microsoft.graph.other").script_output("x"), "microsoft.graph.other"),
        (state().raw("detectionState", "paused"), "paused"),
    ] {
        let error = State::update(SCRIPT_ID, STATE_ID, patch).send(&client(&graph)).await.expect_err(words);
        assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST), "{error}");
        let graph_error = error.graph().expect("an error envelope");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!graph_error.code.is_empty(), "{error}");
        assert!(error.request_id().is_some() && error.client_request_id().is_some());
        assert!(!error.to_string().contains('\n'));
    }
}

/// A body that names its type twice is refused by Graph whatever the types are.
#[test]
fn a_type_that_the_program_sets_takes_the_place_of_the_declared_one() {
    let patch = State::patch().script_output("x").raw("@odata.type", "#microsoft.graph.other");
    let expected = r##"{"scriptOutput":"x","@odata.type":"#microsoft.graph.other"}"##;
    assert_eq!(serde_json::to_string(&patch).expect("JSON"), expected);
    let request = State::update(SCRIPT_ID, STATE_ID, patch);
    assert_eq!(request.to_http("https://graph.microsoft.com").expect("a request").body(), expected);
}

#[tokio::test]
async fn a_wrong_token_and_an_unknown_key_are_different_errors() {
    let graph = emulator().await;
    let wrong = client_with(&graph, "wrong-token-of-a-test");
    let error = State::at(SCRIPT_ID, STATE_ID).get().send(&wrong).await.expect_err("401");
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let error = State::at(SCRIPT_ID, "nobody").get().send(&client(&graph)).await.expect_err("404");
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_route_that_is_not_served_is_an_error_of_its_own_kind() {
    let graph = Emulator::builder().start().await;
    let error =
        State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client(&graph)).await.expect_err("400");
    assert_eq!(error.kind(), ErrorKind::RouteNotServed, "{error}");
}

#[tokio::test]
async fn special_characters_in_a_key_are_preserved() {
    let id = "b c#d?e=f&g+h%2Bü'()";
    let graph = Emulator::builder().seed::<State>([SCRIPT_ID, id], json!({ "id": id })).start().await;
    let state = State::at(SCRIPT_ID, id).get().send(&client(&graph)).await.expect("found").into_value();
    assert_eq!(state.id, id);
}

#[tokio::test]
async fn a_missing_server_is_an_error_of_its_own_kind() {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:9")
        .credential(AccessToken::new("token-of-a-test").expect("a token"))
        .max_attempts(1)
        .build()
        .expect("a client");
    let error = State::at(SCRIPT_ID, STATE_ID).get().send(&client).await.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::Connect);
}

fn answering(status: u16, content_type: &'static str, body: &'static str) -> Client {
    let transport = from_fn(move |_: http::Request<Bytes>| {
        http::Response::builder()
            .status(status)
            .header("content-type", content_type)
            .body(body)
            .expect("a response")
    });
    Client::builder()
        .credential(AccessToken::new("token-of-a-test").expect("a token"))
        .max_attempts(1)
        .transport(transport)
        .build()
        .expect("a client")
}

async fn read(client: &Client) -> Error {
    State::at(SCRIPT_ID, STATE_ID).get().send(client).await.expect_err("an answer that is not an entity")
}

const PAGE: &str = "<!DOCTYPE html><html><body>Bad gateway</body></html>";
const JSON: &str = "application/json";

#[tokio::test]
async fn an_answer_that_is_not_graph_s_is_an_error_of_its_own_kind() {
    for (status, content_type, body, kind, fault) in [
        (502, "text/html", PAGE, ErrorKind::BadGateway, Some(ReplyErrorKind::Html)),
        (200, "text/html", PAGE, ErrorKind::HtmlReply, Some(ReplyErrorKind::Html)),
        (
            200,
            JSON,
            r#"{"id":"1","scriptOutput":"abc"#,
            ErrorKind::TruncatedReply,
            Some(ReplyErrorKind::Truncated),
        ),
        (200, JSON, r#"{"id":"1","scriptOutput":5}"#, ErrorKind::WrongType, Some(ReplyErrorKind::WrongType)),
        (200, JSON, "", ErrorKind::EmptyReply, Some(ReplyErrorKind::Empty)),
        (200, JSON, "{id:1}", ErrorKind::NotJson, Some(ReplyErrorKind::NotJson)),
    ] {
        let error = read(&answering(status, content_type, body)).await;
        assert_eq!((error.kind(), error.reply_error_kind()), (kind, fault), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    }
}

#[tokio::test]
async fn an_error_of_a_wrong_type_names_the_property_and_shows_the_structure() {
    let error = read(&answering(200, JSON, r#"{"id":"1","scriptOutput":5}"#)).await;
    assert_eq!(error.property(), Some("scriptOutput"));
    assert!(error.to_string().contains("expected Edm.String, found the number 5"), "{error}");
    assert!(error.to_string().contains(r#"{"id":string,"scriptOutput":number}"#), "{error}");
}
