//! A token appears in no `Debug`, no error and no text that this library makes.

use std::error::Error as _;
use std::fmt::Debug;

use bytes::Bytes;
use graph_entity::transport::{Arrival, TransportErrorKind, from_fn};
use graph_entity::{AccessToken, Client, Error, Transport, TransportError};
use graph_entity_emulator::Emulator;
use graph_entity_tests::{DeviceComplianceScriptDeviceState as State, SCRIPT_ID, STATE_ID, example_patch};
use serde_json::json;

const TOKEN: &str = "eyJhbGciOiJub25lIn0.c2VjcmV0.never-to-be-seen";

fn credential() -> AccessToken {
    AccessToken::new(TOKEN).expect("a token")
}

fn client_over(transport: impl Transport) -> Client {
    let settings = Client::builder().credential(credential()).max_attempts(1);
    settings.transport(transport).build().expect("a client")
}

fn assert_silent(what: &str, text: &str) {
    assert!(!text.contains(TOKEN) && !text.contains("never-to-be-seen"), "{what} shows the token: {text}");
}

fn assert_debug_silent(value: &impl Debug) {
    assert_silent("Debug", &format!("{value:?}{value:#?}"));
}

/// Returns every text of an error: its own, its `Debug`, and those of all its sources.
fn assert_error_silent(error: &Error) {
    assert_debug_silent(error);
    assert_silent("Display", &error.to_string());
    let mut cause = error.source();
    while let Some(inner) = cause {
        assert_silent("a cause", &format!("{inner} {inner:?}"));
        cause = inner.source();
    }
}

#[tokio::test]
async fn values_with_a_token_do_not_show_it() {
    let graph = Emulator::builder()
        .token(TOKEN)
        .seed::<State>([SCRIPT_ID, STATE_ID], json!({ "id": STATE_ID }))
        .start()
        .await;
    let builder = Client::builder().endpoint(graph.endpoint()).credential(credential());
    assert_debug_silent(&credential());
    assert_debug_silent(&builder);
    let client = builder.build().expect("a client");
    assert_debug_silent(&client);
    let request = State::update(SCRIPT_ID, STATE_ID, example_patch());
    assert_debug_silent(&request);
    let reply = request.send(&client).await.expect("200");
    assert_debug_silent(&reply);
    assert_debug_silent(&graph);
    assert_debug_silent(&graph.requests());
}

#[tokio::test]
async fn a_token_in_an_answer_is_redacted() {
    for (status, content_type) in
        [(200, "text/html"), (400, "application/json"), (401, "text/plain"), (502, "text/html")]
    {
        let transport = from_fn(move |request: http::Request<Bytes>| {
            let echo = request.headers()["authorization"].to_str().expect("text").to_owned();
            let body = json!({ "error": { "code": echo, "message": format!("you sent {echo}"), "innerError": { "x": echo } } });
            http::Response::builder()
                .status(status)
                .header("content-type", content_type)
                .header("request-id", echo)
                .body(body.to_string())
                .expect("a response")
        });
        let client = client_over(transport);
        let error = State::at(SCRIPT_ID, STATE_ID).get().send(&client).await.expect_err("an error");
        assert_error_silent(&error);
    }
}

#[tokio::test]
async fn a_token_in_a_transport_error_is_redacted() {
    let transport = |request: http::Request<Bytes>| async move {
        let text = format!("could not send {:?}", request.headers()["authorization"].to_str());
        Err::<http::Response<Bytes>, _>(
            TransportError::new(TransportErrorKind::Broken, Arrival::MayHaveArrived).with_source(text),
        )
    };
    let client = client_over(transport);
    let error = State::at(SCRIPT_ID, STATE_ID).get().send(&client).await.expect_err("an error");
    assert_error_silent(&error);
}

#[test]
fn an_invalid_token_is_refused_without_being_shown() {
    let error = AccessToken::new(format!("{TOKEN}\r\nX-Injected: 1")).expect_err("a line end");
    assert_silent("the refusal", &format!("{error} {error:?}"));
}

#[test]
fn a_request_for_inspection_has_no_token() {
    let request = State::update(SCRIPT_ID, STATE_ID, example_patch())
        .to_http("https://graph.microsoft.com")
        .expect("valid");
    assert!(!request.headers().contains_key("authorization"));
}
