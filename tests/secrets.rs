//! A token appears in no `Debug`, no error and no text that this library makes.

use std::error::Error as _;
use std::fmt::Debug;

use bytes::Bytes;
use graph_entity::transport::{Arrival, TransportErrorKind, from_fn};
use graph_entity::{AccessToken, Client, Error, Transport, TransportError};
use graph_entity_emulator::Emulator;
use graph_entity_tests::{DeviceComplianceScriptDeviceState as State, SCRIPT_ID, STATE_ID, example_patch};
use serde_json::Value;

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
        .seed::<State>([SCRIPT_ID, STATE_ID], serde_json::json!({ "id": STATE_ID }))
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
            let body = serde_json::json!({ "error": { "code": echo, "message": format!("you sent {echo}"), "innerError": { "x": echo } } });
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

fn json(text: &str) -> String {
    Value::from(text).to_string()
}

/// A token in the forms in which a service or a proxy repeats one.
fn echoes(token: &str) -> Vec<String> {
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let unicode = token.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<Vec<_>>().concat();
    vec![
        token.to_owned(),
        json(&json(token)),
        token.replace('.', "\\u002e"),
        json(&unicode),
        percent(token),
        percent(&percent(token)),
        format!("%5C%22{}%5C%22", percent(&json(token))),
        format!("&quot;{}&quot;", token.replace('.', "&#x2e;").replace('-', "&amp;#45;")),
        token.to_uppercase(),
        format!("{token:.20}..."),
        format!("...{}", &token[token.len() - 16..]),
    ]
}

/// A 401 makes the client replace its token. The next answer repeats the old one and the new one.
#[tokio::test]
async fn every_token_of_a_client_is_redacted_in_every_form() {
    const TOKENS: [&str; 2] = [TOKEN, "bmV4dA-next.bm90LXRvLWJlLXNlZW4-either.c2lnbmVk-by-nobody"];
    let parts =
        ["eyJhbGciOiJub25lIn0", "never-to-be", "bmV4dA-next", "by-nobody", "NEVER-TO-BE", "BY-NOBODY"];
    let forms: Vec<_> = TOKENS.iter().flat_map(|token| echoes(token)).collect();
    for form in forms {
        let bodies = [
            serde_json::json!({ "error": { "code": "x", "message": form, "innerError": { "request-id": form } } }).to_string(),
            format!("<html>{form}</html>"),
            // A gateway that puts the text into JSON without an escape.
            format!("{{\"error\":{{\"code\":\"x\",\"message\":\"{form}\"}}}}"),
        ];
        for body in bodies {
            let calls = std::sync::atomic::AtomicUsize::new(0);
            let credential = move |_| {
                let call = calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                core::future::ready(AccessToken::new(TOKENS[call.min(1)]))
            };
            let header = form.clone();
            let transport = from_fn(move |request: http::Request<Bytes>| {
                let is_first = request.headers()["authorization"].to_str().expect("text").contains(TOKEN);
                http::Response::builder()
                    .status(if is_first { 401 } else { 400 })
                    .header("request-id", &header)
                    .header("content-type", format!("text/plain; x={header}"))
                    .body(body.clone())
                    .expect("a response")
            });
            let client = Client::builder().credential(credential).max_attempts(1).transport(transport);
            let client = client.build().expect("a client");
            let error = State::at(SCRIPT_ID, STATE_ID).get().send(&client).await.expect_err("an error");
            let shown = format!("{error} {error:?} {error:#?}");
            for part in parts {
                assert!(!shown.contains(part), "{form}: {shown}");
            }
            // The bytes of the token, each as an escape.
            assert!(!shown.contains("%65%79%4A") && !shown.contains("u0065"), "{form}: {shown}");
            assert!(!shown.contains("%62%6D%56") && !shown.contains("u0062"), "{form}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_reply_does_not_show_a_token_that_its_id_repeats() {
    let transport = from_fn(|_| {
        let reply = http::Response::builder().status(204).header("request-id", format!("{TOKEN:.24}"));
        reply.body("").expect("a response")
    });
    let reply = State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client_over(transport)).await;
    let reply = reply.expect("204");
    assert_eq!(reply.request_id(), Some("[redacted]"));
    assert_silent("Debug", &format!("{reply:?}").replace("eyJhbGciOiJub25lIn0", TOKEN));
}

#[tokio::test]
async fn a_failing_credential_does_not_show_an_earlier_token() {
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let credential = move |_| {
        let is_first = calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        core::future::ready(if is_first {
            AccessToken::new(TOKEN)
        } else {
            Err(graph_entity::CredentialError::failed(format!("cannot refresh {TOKEN}")))
        })
    };
    let transport = from_fn(|_| http::Response::builder().status(204).body("").expect("a response"));
    let client = Client::builder().credential(credential).transport(transport).build().expect("a client");
    let send = || State::update(SCRIPT_ID, STATE_ID, example_patch()).send(&client);
    send().await.expect("204");
    assert_error_silent(&send().await.expect_err("no token"));
}
