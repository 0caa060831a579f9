//! The client with tokens of limited permissions, and under throttling limits.

use std::time::Duration;

use graph_entity::{
    AccessToken, Client, Credential, ErrorKind, TokenRequest, answering_claims, graph_entity,
};
use graph_entity_emulator::{
    Area, Builder, Emulator, Fault, Limit, RetryAfterFormat, Scope, Throttle, Wait, token,
};
use serde_json::{Value, json};

#[graph_entity(
    path = "/deviceManagement/shelves/{shelfId}",
    permissions(delegated = ["Shelf.ReadWrite.All"], application = ["Shelf.ReadWrite.All"])
)]
#[derive(Debug, Clone, PartialEq)]
struct Shelf {
    id: String,
    label: Option<String>,
}

fn shelves() -> Builder {
    Emulator::builder().seed::<Shelf>(["1"], json!({"label": "top"}))
}

fn client(emulator: &Emulator, credential: impl Credential) -> Client {
    Client::builder().endpoint(emulator.endpoint()).credential(credential).build().expect("a client")
}

#[tokio::test]
async fn an_error_names_the_needed_and_the_granted_permissions() {
    let reader = token().delegated(["User.Read", "Shelf.Read.All"]).build();
    let emulator = shelves().token(&reader).start().await;
    let client = client(&emulator, AccessToken::new(emulator.token()).expect("a token"));
    let read = Shelf::at("1").get().send(&client).await.expect("reading is allowed");
    assert_eq!(read.into_value().label.as_deref(), Some("top"));
    let error = Shelf::update("1", Shelf::patch().label("low")).send(&client).await.expect_err("403");
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    let text = error.to_string();
    for words in [
        "Application must have one of the following scopes: Shelf.ReadWrite.All",
        "needs one delegated permission of Shelf.ReadWrite.All",
        "the token carries User.Read, Shelf.Read.All",
    ] {
        assert!(text.contains(words), "{text}");
    }
    assert!(!text.contains(&reader) && !format!("{error:?}").contains(&reader));
}

#[tokio::test]
async fn a_challenge_is_answered_with_a_token_with_the_claims() {
    let plain = token().delegated(["Shelf.ReadWrite.All"]).build();
    let stepped_up = token().delegated(["Shelf.ReadWrite.All"]).claim("acrs", ["c1"]).build();
    let demand = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let emulator = shelves().token(&plain).token(&stepped_up).claims_challenge(demand).start().await;
    let credential = answering_claims(move |request: TokenRequest| {
        let claims: Option<Value> = request.claims().and_then(|claims| serde_json::from_str(claims).ok());
        let is_demanded = claims.is_some_and(|claims| claims["access_token"]["acrs"]["value"] == "c1");
        let token = AccessToken::new(if is_demanded { &stepped_up } else { &plain }.clone());
        async move { token }
    });
    let client = client(&emulator, credential);
    Shelf::update("1", Shelf::patch().label("low")).send(&client).await.expect("at the second try");
    assert_eq!(emulator.requests().iter().map(|request| request.status).collect::<Vec<_>>(), [401, 200]);
}

#[tokio::test]
async fn a_revoked_token_is_replaced_or_reported() {
    let revoked = [Fault::None, Fault::ClaimsChallenge];
    let emulator = shelves().token("first").token("second").next_answers(revoked).start().await;
    let credential = answering_claims(async |request: TokenRequest| {
        AccessToken::new(if request.claims().is_some() { "second" } else { "first" })
    });
    let able = client(&emulator, credential);
    for _ in 0..2 {
        Shelf::at("1").get().send(&able).await.expect("served");
    }
    let unable = client(&emulator, AccessToken::new("first").expect("a token"));
    let error = Shelf::at("1").get().send(&unable).await.expect_err("the first token is revoked");
    assert!(matches!(error, graph_entity::Error::ClaimsChallenge { .. }), "{error}");
}

#[tokio::test]
async fn an_expired_token_is_replaced_once() {
    let all = || token().delegated(["Shelf.ReadWrite.All"]);
    let (expired, fresh) = (all().expires_in(Duration::ZERO).build(), all().build());
    let emulator = shelves().token(&expired).token(&fresh).start().await;
    let client = client(&emulator, move |request: TokenRequest| {
        let token = AccessToken::new(if request.is_after_refusal() { &fresh } else { &expired }.clone());
        async move { token }
    });
    Shelf::at("1").get().send(&client).await.expect("with the fresh token");
    assert_eq!(emulator.requests().iter().map(|request| request.status).collect::<Vec<_>>(), [401, 200]);
}

#[tokio::test]
async fn many_updates_succeed_under_throttling() {
    let limit = |requests| Limit {
        requests,
        window: Duration::from_millis(200),
        scope: Scope::AppAndTenant,
        area: Area::Intune,
        only_writes: true,
    };
    // A batch of twenty exceeds the limit by itself. Three windows have room for all, so that the attempts
    // suffice on a busy machine. Without `Retry-After`, the client waits for seconds, so that case has few
    // requests.
    for (form, requests) in [(RetryAfterFormat::Fraction, 12), (RetryAfterFormat::Missing, 18)] {
        let throttle = Throttle::new().limit(limit(requests)).retry_after(form);
        let seeds = (0..30).map(|at| format!("s{at}"));
        let builder =
            seeds.clone().fold(Emulator::builder(), |builder, id| builder.seed::<Shelf>([id], json!({})));
        let emulator = builder.throttle(throttle).start().await;
        let credential = AccessToken::new(emulator.token()).expect("a token");
        let client = client(&emulator, credential);
        let requests = seeds.map(|id| Shelf::update(id, Shelf::patch().label("low")));
        for reply in client.send_all(requests).await {
            reply.expect("200 in the end");
        }
        let waits = emulator.waits();
        assert!(!waits.is_empty() && !waits.iter().any(Wait::is_too_early), "{waits:?}");
    }
}
