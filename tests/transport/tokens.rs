//! What a credential is asked for, and how often.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_entity::{AccessToken, Credential, TokenRequest, answering_claims};

use crate::clock::Paused;
use crate::harness::{CLAIMS, Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

fn ok(times: usize) -> Vec<Step> {
    vec![Step::Send(scripted("200")); times]
}

#[tokio::test]
async fn requests_at_once_share_one_fetch() {
    let server = Server::start(ok(32)).await;
    let clock = Paused::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let all: Vec<_> = (0..32)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Thing::at("1").get().send(&client).await.map(drop) })
        })
        .collect();
    for one in all {
        one.await.expect("no panic").expect("200");
    }
    assert!(
        server.asked().iter().all(|asked| asked.header("authorization") == Some("Bearer token-of-a-test-1"))
    );
}

#[tokio::test]
async fn a_token_is_replaced_five_minutes_before_it_expires() {
    let server = Server::start(ok(4)).await;
    let clock = Paused::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    for seconds in [0, 3_299, 1, 3_299] {
        clock.pass(Duration::from_secs(seconds));
        Thing::at("1").get().send(&client).await.expect("200");
    }
    let asked = server.asked();
    let tokens: Vec<_> = asked.iter().map(|asked| asked.header("authorization").expect("a token")).collect();
    let ends: Vec<_> = tokens.iter().map(|token| &token[token.len() - 1..]).collect();
    assert_eq!(ends, ["1", "1", "2", "2"]);
}

/// A credential that notes what it is asked for.
fn noting(notes: &Arc<Mutex<Vec<String>>>) -> impl Credential {
    let notes = notes.clone();
    answering_claims(move |request: TokenRequest| {
        let mut notes = notes.lock().expect("no panic while locked");
        let refusal = if request.is_after_refusal() { "again" } else { "first" };
        notes.push(format!("{refusal} {:?} {:?}", request.capabilities(), request.claims()));
        let token = AccessToken::new(format!("token-of-a-test-{}", notes.len()));
        async move { token }
    })
}

#[tokio::test]
async fn a_credential_is_told_the_claims_and_declares_what_it_can() {
    let steps = ["401", "401 claims", "200"].map(|words| Step::Send(scripted(words)));
    let server = Server::start(steps.to_vec()).await;
    let clock = Paused::at(epoch());
    let notes = Arc::default();
    let client = settings(server.address(), &clock).credential(noting(&notes)).build().expect("a client");
    Thing::at("1").get().send(&client).await.expect("200");
    let notes = notes.lock().expect("no panic while locked");
    let claims = format!("again [\"cp1\"] {:?}", Some(CLAIMS));
    assert_eq!(*notes, ["first [\"cp1\"] None", "again [\"cp1\"] None", claims.as_str()]);
}

#[tokio::test]
async fn a_challenge_that_is_not_met_tells_the_claims() {
    let server = Server::start(vec![Step::Send(scripted("401 claims"))]).await;
    let clock = Paused::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let error = Thing::at("1").get().send(&client).await.expect_err("a challenge");
    let graph_entity::Error::Challenged(challenged) = &error else { panic!("{error}") };
    assert_eq!((challenged.claims.as_deref(), challenged.answered), (Some(CLAIMS), false));
    assert!(error.to_string().contains("which the credential cannot get"), "{error}");
}
