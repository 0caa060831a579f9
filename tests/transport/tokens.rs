//! Requests for tokens: their number and their content.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::transport::BoxFuture;
use graph_entity::{
    AccessToken, Clock, Credential, CredentialError, ErrorKind, TokenRequest, answering_claims,
};

use crate::calls::send;
use crate::clock::VirtualClock;
use crate::harness::{CLAIMS, Thing, counting, dropped_when, epoch, scripted, settings};
use crate::server::{Server, Step};

fn ok(times: usize) -> Vec<Step> {
    vec![Step::Send(scripted("200")); times]
}

#[tokio::test]
async fn concurrent_requests_share_one_token_request() {
    let server = Server::start(ok(32)).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let all: Vec<_> = (0..32)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { send(Thing::at("1").get(), &client).await.map(drop) })
        })
        .collect();
    for one in all {
        one.await.expect("no panic").expect("200");
    }
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("authorization") == Some("Bearer token-of-a-test-1"))
    );
}

#[tokio::test]
async fn a_token_is_replaced_five_minutes_before_it_expires() {
    let server = Server::start(ok(4)).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    for seconds in [0, 3_299, 1, 3_299] {
        clock.pass(Duration::from_secs(seconds));
        send(Thing::at("1").get(), &client).await.expect("200");
    }
    let requests = server.requests();
    let tokens: Vec<_> =
        requests.iter().map(|request| request.header("authorization").expect("a token")).collect();
    let ends: Vec<_> = tokens.iter().map(|token| &token[token.len() - 1..]).collect();
    assert_eq!(ends, ["1", "1", "2", "2"]);
}

/// A credential that records the requests for tokens.
fn recording(notes: &Arc<Mutex<Vec<String>>>) -> impl Credential {
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
async fn a_credential_receives_the_claims_and_declares_its_capability() {
    let steps = ["401", "401 claims", "200"].map(|words| Step::Send(scripted(words)));
    let server = Server::start(steps.to_vec()).await;
    let clock = VirtualClock::at(epoch());
    let notes = Arc::default();
    let client = settings(server.address(), &clock).credential(recording(&notes)).build().expect("a client");
    send(Thing::at("1").get(), &client).await.expect("200");
    let notes = notes.lock().expect("no panic while locked");
    let claims = format!("again [\"cp1\"] {:?}", Some(CLAIMS));
    assert_eq!(*notes, ["first [\"cp1\"] None", "again [\"cp1\"] None", claims.as_str()]);
}

#[tokio::test]
async fn an_unanswered_challenge_reports_the_claims() {
    let server = Server::start(vec![Step::Send(scripted("401 claims"))]).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let error = send(Thing::at("1").get(), &client).await.expect_err("a challenge");
    let graph_entity::Error::ClaimsChallenge(challenged) = &error else { panic!("{error}") };
    assert_eq!((challenged.claims.as_deref(), challenged.answered), (Some(CLAIMS), false));
    assert!(error.to_string().contains("and there is none"), "{error}");
}

/// A credential that works once, for a token that is valid for an hour or of unknown lifetime.
fn single_use(expiry: Option<SystemTime>) -> impl Credential {
    let was_used = std::sync::atomic::AtomicBool::new(false);
    answering_claims(move |_: TokenRequest| {
        let again = was_used.swap(true, std::sync::atomic::Ordering::SeqCst);
        let token = || AccessToken::new("token-of-a-test");
        let answer: Result<AccessToken, CredentialError> = match expiry {
            _ if again => Err(CredentialError::failed("signed out")),
            Some(expiry) => token().map(|token| token.expiring_at(expiry)),
            None => token(),
        };
        std::future::ready(answer)
    })
}

/// If no further token is available, the error is that of the credential, unless a write may have happened.
#[tokio::test]
async fn a_failing_credential_does_not_hide_a_write_in_doubt() {
    let kept = Some(epoch() + Duration::from_hours(1));
    for (expiry, replies, kind, doubt) in [
        (None, &["cut"][..], ErrorKind::Broken, true),
        (None, &["503 after=1"], ErrorKind::Credential, false),
        (kept, &["cut", "401"], ErrorKind::Unauthorized, true),
        (kept, &["cut", "401 claims"], ErrorKind::Unauthorized, true),
        (kept, &["401"], ErrorKind::Credential, false),
        (kept, &["401 claims"], ErrorKind::Credential, false),
    ] {
        let steps = replies.iter().map(|words| match *words {
            "cut" => Step::Cut(Vec::new()),
            words => Step::Send(scripted(words)),
        });
        let server = Server::start(steps.collect()).await;
        let clock = VirtualClock::at(epoch());
        let client =
            settings(server.address(), &clock).credential(single_use(expiry)).build().expect("a client");
        let request = Thing::at("1").update(Thing::patch().name("x"));
        let error = send(request, &client).await.expect_err("no second token");
        assert_eq!((error.kind(), error.write_in_doubt()), (kind, doubt), "{replies:?}: {error}");
    }
}

/// A request that is dropped while it waits has no effect on the next one.
#[tokio::test]
async fn dropping_a_request_does_not_affect_others() {
    let steps = ["429 after=10", "200", "200"].map(|words| Step::Send(scripted(words)));
    let server = Server::start(steps.to_vec()).await;
    let waiting = EndlessClock(VirtualClock::at(epoch()));
    let credential = counting(&waiting.0);
    let client = settings(server.address(), &waiting.0).credential(credential).clock(waiting).build();
    let client = client.expect("a client");
    // It waits once it has the reply, which is soon after the server has the request.
    let waits = AtomicU32::new(0);
    let is_waiting = || !server.requests().is_empty() && waits.fetch_add(1, Ordering::Relaxed) > 50;
    dropped_when(Thing::at("1").get().send(&client), is_waiting).await;
    for _ in 0..2 {
        send(Thing::at("1").get(), &client).await.expect("200");
    }
    assert_eq!(server.requests().len(), 3);
}

/// A clock with delays that never end.
struct EndlessClock(VirtualClock);

impl Clock for EndlessClock {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn system_time(&self) -> SystemTime {
        self.0.system_time()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}
