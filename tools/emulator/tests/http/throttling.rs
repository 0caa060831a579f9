//! Throttling by limits per time window.

use std::time::Duration;

use graph_entity_emulator::{Area, Emulator, Fault, Limit, RetryAfterFormat, Scope, Throttle, Wait, token};
use serde_json::json;

use crate::entities::{self, DEVICES, ManagedDevice, SAMPLE};
use crate::wire::{JSON, TOKEN, get, send};

/// A limit of two requests of any client in a window.
fn two_requests_in(window: Duration) -> Throttle {
    Throttle::new().limit(Limit {
        requests: 2,
        window,
        scope: Scope::Tenant,
        area: Area::Any,
        only_writes: false,
    })
}

#[tokio::test]
async fn a_client_that_waits_for_retry_after_is_served() {
    let throttle = two_requests_in(Duration::from_secs(1)).retry_after(RetryAfterFormat::Fraction);
    let emulator = entities::sample().throttle(throttle).start().await;
    assert_eq!((get(&emulator, SAMPLE).await.status, get(&emulator, SAMPLE).await.status), (200, 200));
    let over = get(&emulator, SAMPLE).await;
    let (status, code, message) = over.error();
    assert_eq!((status, code.as_str(), message.as_str()), (429, "TooManyRequests", "Please retry after"));
    let wait: f64 = over.header("retry-after").unwrap().parse().unwrap();
    assert!(wait > 0.0 && wait <= 1.001, "{wait}");
    tokio::time::sleep(Duration::from_secs_f64(wait)).await;
    assert_eq!(get(&emulator, SAMPLE).await.status, 200);
    let waits = emulator.waits();
    assert!(waits.len() == 1 && !waits[0].is_too_early(), "{waits:?}");
}

#[tokio::test]
async fn a_client_that_does_not_wait_is_recorded() {
    for (form, header, is_early) in [
        (RetryAfterFormat::Seconds, Some("60"), true),
        (RetryAfterFormat::Date, Some(" GMT"), true),
        (RetryAfterFormat::Missing, None, false),
    ] {
        let throttle = two_requests_in(Duration::from_mins(1)).retry_after(form);
        let emulator = entities::sample().throttle(throttle).start().await;
        for status in [200, 200, 429, 429] {
            let answer = get(&emulator, SAMPLE).await;
            assert_eq!(answer.status, status);
            if status == 429 {
                let found = answer.header("retry-after");
                assert!(found.is_some() == header.is_some(), "{found:?}");
                assert!(found.unwrap_or_default().ends_with(header.unwrap_or_default()), "{found:?}");
            }
        }
        let early: Vec<bool> = emulator.waits().iter().map(Wait::is_too_early).collect();
        assert_eq!(early, [is_early, false], "the second has not come back yet");
    }
}

#[tokio::test]
async fn application_and_tenant_come_from_the_token() {
    let limit = Limit {
        requests: 1,
        window: Duration::from_mins(1),
        scope: Scope::AppAndTenant,
        area: Area::Any,
        only_writes: false,
    };
    let of = |app: &str, tenant: &str| token().app(app).tenant(tenant).build();
    let tokens = [of("a", "1"), of("a", "2"), of("b", "1"), of("a", "1"), "opaque".to_owned()];
    let mut builder = entities::sample().throttle(Throttle::new().limit(limit));
    for token in &tokens {
        builder = builder.token(token);
    }
    let emulator = builder.start().await;
    for (token, status) in tokens.iter().zip([200, 200, 200, 429, 200]) {
        let header = format!("Authorization: Bearer {token}");
        assert_eq!(send(&emulator, "GET", SAMPLE, &[&header], "").await.status, status);
    }
}

#[tokio::test]
async fn requests_in_a_batch_are_throttled_individually() {
    let emulator = Emulator::builder()
        .seed::<ManagedDevice>(["1"], json!({}))
        .throttle(two_requests_in(Duration::from_mins(1)))
        .start()
        .await;
    let item = |id: &str| json!({"id": id, "method": "GET", "url": "/deviceManagement/managedDevices/1"});
    let body = json!({"requests": [item("a"), item("b"), item("c")]}).to_string();
    let answer = send(&emulator, "POST", "/v1.0/$batch", &[TOKEN, JSON], &body).await;
    let responses = answer.json()["responses"].clone();
    let statuses: Vec<_> = (0..3).map(|at| responses[at]["status"].clone()).collect();
    assert_eq!(statuses, [200, 200, 429], "the batch itself does not count");
    assert_eq!(responses[2]["headers"]["Retry-After"], "60");
    assert_eq!(responses[2]["body"]["error"]["code"], "TooManyRequests");
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.status, 429);
    let waits = emulator.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits[0].is_too_early(), "the same request came outside of a batch: {waits:?}");
}

#[tokio::test]
async fn requests_refused_for_their_token_or_by_a_fault_do_not_count() {
    let builder = entities::sample().throttle(two_requests_in(Duration::from_mins(1)));
    let emulator = builder.next_answers([Fault::Html(502)]).start().await;
    assert_eq!(get(&emulator, SAMPLE).await.status, 502);
    assert_eq!(send(&emulator, "GET", SAMPLE, &[], "").await.status, 401);
    assert_eq!((get(&emulator, SAMPLE).await.status, get(&emulator, SAMPLE).await.status), (200, 200));
    assert_eq!(get(&emulator, SAMPLE).await.status, 429);
}
