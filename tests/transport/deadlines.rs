//! The total time of a request: no part of it is outside the limit. Time is tokio's, which is paused, so that
//! the times are exact.

use std::future::{pending, ready};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use graph_entity::transport::BoxFuture;
use graph_entity::{
    AccessToken, Budget, Client, ClientBuilder, CredentialError, DeadlineStage, Error, ErrorKind,
    PlannedRequest, RateLimiter, Reservation, TokenRequest, TooLate,
};
use tokio::time::Instant;

use crate::clock::VirtualClock;
use crate::harness::{Thing, epoch, scripted};
use crate::server::{Server, Step};

const LIMIT: Duration = Duration::from_millis(1_500);

fn token() -> AccessToken {
    AccessToken::new("token-of-a-test").expect("a token")
}

/// Settings of a client whose transport gives these answers, and none after them or for `stall`. It keeps no
/// time of its own.
fn settings(steps: &[&str]) -> ClientBuilder {
    let steps: Vec<_> = steps.iter().map(|words| (*words != "stall").then(|| answer(words))).collect();
    let steps = Mutex::new(steps.into_iter());
    let transport = move |_: http::Request<Bytes>| {
        let answer = steps.lock().expect("no panic while locked").next().flatten();
        async move {
            match answer {
                Some(answer) => Ok::<_, CredentialError>(answer),
                None => pending().await,
            }
        }
    };
    Client::builder().credential(token()).transport(transport)
}

/// The reply for the words of a script.
fn answer(words: &str) -> http::Response<Bytes> {
    let text = String::from_utf8(scripted(words)).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let mut answer = http::Response::builder().status(status);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        answer = answer.header(name, value);
    }
    answer.body(Bytes::from(body.to_owned())).expect("a reply")
}

/// Runs a request that ends in an error at the limit, and not before or after.
async fn at_the_limit<T>(request: impl Future<Output = Result<T, Error>>) -> Error {
    let start = Instant::now();
    let error = request.await.map(drop).expect_err("an error");
    let time = start.elapsed();
    // The timer counts in milliseconds.
    assert!(time >= LIMIT && time <= LIMIT + Duration::from_millis(5), "{time:?}: {error}");
    error
}

async fn never(_: TokenRequest) -> Result<AccessToken, CredentialError> {
    pending().await
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_cut_short() {
    let stalled = &["stall"];
    let client = settings(stalled).build().expect("a client");
    let request = Thing::within().create(Thing::new_body().name("x")).deadline(LIMIT);
    let error = at_the_limit(request.send(&client)).await;
    assert_eq!((error.kind(), error.write_in_doubt(), error.attempts()), (ErrorKind::Timeout, true, 1));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_keeps_its_timeout() {
    let client = settings(&[]).build().expect("a client");
    let brief = Thing::at("1").get().timeout(LIMIT).no_retry().deadline(Duration::MAX);
    assert_eq!(at_the_limit(brief.send(&client)).await.kind(), ErrorKind::Timeout);
}

/// The transport keeps the time by itself.
#[tokio::test]
async fn an_attempt_over_tcp_is_cut_short() {
    let server =
        Server::start(vec![Step::Send(scripted("202 after=1 location=/monitor")), Step::Stall]).await;
    let settings = Client::builder().endpoint(server.address()).credential(token());
    let client = settings.transport(crate::transport(server.address())).build().expect("a client");
    let start = Instant::now();
    let request = Thing::within().create(Thing::new_body().name("x"));
    let error = request.send_and_wait(&client, LIMIT).await.expect_err("no end");
    assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::OperationUnfinished, true), "{error}");
    // Loose, because the machine may be busy. Without the limit, it would be the timeout of 100 seconds.
    assert!(start.elapsed() < LIMIT * 10);
}

#[tokio::test(start_paused = true)]
async fn attempts_and_delays_end_together() {
    let replies = ["429 after=1", "stall"];
    let busy = &replies;
    let client = settings(busy).deadline(LIMIT).build().expect("a client");
    let error = at_the_limit(Thing::at("1").get().send(&client)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));

    // A delay that would be too long is not begun.
    let busy = &["429 after=2"];
    let client = settings(busy).deadline(LIMIT).build().expect("a client");
    let start = Instant::now();
    let error = Thing::at("1").get().send(&client).await.expect_err("429");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
    assert!(start.elapsed() < LIMIT / 2);
}

#[tokio::test(start_paused = true)]
async fn a_silent_credential_ends_at_the_deadline() {
    let unused = &[];
    let client = settings(unused).credential(never).deadline(LIMIT).build().expect("a client");
    for _ in 0..2 {
        // The second request waits for the first.
        let second = async { Thing::at("2").get().send(&client).await };
        let (first, _) = tokio::join!(at_the_limit(Thing::at("1").get().send(&client)), second);
        let Error::Deadline(error) = &first else { panic!("{first}") };
        assert_eq!((error.stage, error.limit), (DeadlineStage::Token, LIMIT));
        assert_eq!((first.kind(), first.attempts(), first.write_in_doubt()), (ErrorKind::Timeout, 0, false));
        assert!(first.to_string().contains("the credential has not answered within its deadline of 1.5 s"));
    }
}

/// The service refused the token, and the credential is silent since.
#[tokio::test(start_paused = true)]
async fn a_silent_credential_does_not_hide_the_answer() {
    let refusing = &["401"];
    let asked = AtomicU32::new(0);
    let credential = move |_: TokenRequest| {
        let is_first = asked.fetch_add(1, SeqCst) == 0;
        async move { if is_first { Ok::<_, CredentialError>(token()) } else { pending().await } }
    };
    let client = settings(refusing).credential(credential).deadline(LIMIT).build().expect("a client");
    let error = at_the_limit(Thing::at("1").get().send(&client)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 1));
}

/// The old token still lives, so that the request does not need the answer.
#[tokio::test(start_paused = true)]
async fn a_silent_refresh_does_not_stop_the_request() {
    let healthy = &["200", "200"];
    let asked = AtomicU32::new(0);
    let credential = move |_: TokenRequest| {
        let is_first = asked.fetch_add(1, SeqCst) == 0;
        let expiry = epoch() + Duration::from_secs(60 * 60);
        async move {
            if is_first { Ok::<_, CredentialError>(token().expiring_at(expiry)) } else { pending().await }
        }
    };
    let clock = VirtualClock::at(epoch());
    let settings = settings(healthy).credential(credential).clock(clock.clone());
    let client = settings.deadline(LIMIT).build().expect("a client");
    Thing::at("1").get().send(&client).await.expect("200");
    clock.pass(Duration::from_secs(58 * 60));
    Thing::at("1").get().send(&client).await.expect("200 with the old token");
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_too_late_is_not_waited_for() {
    let healthy = &["200", "200"];
    let budget = Budget::new(Duration::from_secs(60), 1, 1);
    let client = settings(healthy).budget(budget).deadline(LIMIT).build().expect("a client");
    Thing::at("1").get().send(&client).await.expect("200");
    let start = Instant::now();
    let error = Thing::at("1").update(Thing::patch().name("x")).send(&client).await.expect_err("too late");
    assert!(start.elapsed() < LIMIT / 2);
    let Error::Deadline(late) = &error else { panic!("{error}") };
    assert_eq!((late.stage, error.write_in_doubt()), (DeadlineStage::Budget, false));
    assert_eq!(late.wait.map(|wait| wait.as_secs_f64().round()), Some(60.0));
    let text = error.to_string();
    for part in ["comes after 60.0 s, later than its deadline of 1.5 s", "`deadline` of the client"] {
        assert!(text.contains(part), "{text}");
    }
    let mut batch = client.batch();
    let item = batch.add(Thing::at("1").get());
    let error = batch.send().await.take(item).expect_err("too late");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0), "{error}");
}

/// A limiter of the program's own, which answers with these waits and then never.
struct Scripted(Mutex<std::vec::IntoIter<Duration>>);

impl RateLimiter for Scripted {
    fn reserve<'a>(
        &'a self,
        _: &'a [PlannedRequest<'a>],
        _: std::time::Instant,
        _: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
        match self.0.lock().expect("no panic while locked").next() {
            Some(wait) => Box::pin(ready(Ok(Reservation::new(wait, || ())))),
            None => Box::pin(pending()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_limiter_of_the_programs_own_ends_at_the_deadline() {
    let limiter = Scripted(Mutex::new(vec![Duration::from_secs(1), Duration::from_secs(30)].into_iter()));
    let healthy = &["200", "200"];
    let client = settings(healthy).budget(limiter).deadline(LIMIT).build().expect("a client");
    let start = Instant::now();
    Thing::at("1").get().send(&client).await.expect("200 after a second");
    let waits = [Some(Duration::from_secs(30)), None];
    for (wait, end) in waits.into_iter().zip([Duration::from_secs(1), Duration::from_secs(1) + LIMIT]) {
        let error = Thing::at("1").get().send(&client).await.expect_err("too late");
        let Error::Deadline(late) = &error else { panic!("{error}") };
        assert_eq!((late.stage, late.wait, error.attempts()), (DeadlineStage::Budget, wait, 0));
        // The timer counts in milliseconds.
        let time = start.elapsed();
        assert!(time >= end && time <= end + Duration::from_millis(5), "{time:?} {error}");
    }
}

/// A limiter that knows its answers at once, so that it is not asked for a future.
struct Known(Mutex<std::vec::IntoIter<Result<Duration, TooLate>>>);

impl RateLimiter for Known {
    fn reserve<'a>(
        &'a self,
        _: &'a [PlannedRequest<'a>],
        _: std::time::Instant,
        _: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
        unreachable!("the turn is known");
    }

    fn reserve_now(
        &self,
        requests: &[PlannedRequest<'_>],
        _: std::time::Instant,
        longest: Duration,
    ) -> Option<Result<Reservation, TooLate>> {
        assert!(requests.len() == 1 && longest <= LIMIT);
        let answer = self.0.lock().expect("no panic while locked").next()?;
        Some(answer.map(|wait| Reservation::new(wait, || ())))
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_is_known_at_once_is_waited_for() {
    let late = TooLate::new(Some(Duration::from_secs(30)));
    let answers = vec![Ok(Duration::ZERO), Ok(Duration::from_secs(1)), Err(late)];
    let limiter = Arc::new(Known(Mutex::new(answers.into_iter())));
    let client = settings(&["200", "200"]).budget(limiter).deadline(LIMIT).build().expect("a client");
    let start = Instant::now();
    for seconds in [0, 1] {
        Thing::at("1").get().send(&client).await.expect("200");
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
    let error = Thing::at("1").get().send(&client).await.expect_err("too late");
    let Error::Deadline(deadline) = &error else { panic!("{error}") };
    assert_eq!((deadline.stage, deadline.wait), (DeadlineStage::Budget, late.wait));
    assert_eq!(start.elapsed().as_secs(), 1);
}

/// An attempt has little time left because the request waited for the budget, and the error says so.
#[tokio::test(start_paused = true)]
async fn an_error_says_how_long_the_request_waited_for_the_budget() {
    let stalled = &["stall"];
    let limiter = Scripted(Mutex::new(vec![Duration::from_millis(1_300)].into_iter()));
    let client = settings(stalled).budget(limiter).deadline(LIMIT).build().expect("a client");
    let error = at_the_limit(Thing::at("1").get().send(&client)).await;
    let text = error.to_string();
    assert!(text.contains("; waited 1.3 s for the budget"), "{text}");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));

    let limiter = Scripted(Mutex::new(vec![Duration::from_millis(1_300)].into_iter()));
    let client = settings(&["404"]).budget(limiter).deadline(LIMIT).build().expect("a client");
    let mut batch = client.batch();
    let item = batch.add(Thing::at("1").get());
    let error = batch.send().await.take(item).expect_err("404");
    assert!(error.to_string().contains("; waited 1.3 s for the budget"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_longest_budget_is_none_that_panics() {
    let client = Client::builder()
        .credential(token())
        .transport(|_: http::Request<Bytes>| ready(Ok::<_, CredentialError>(http::Response::new("".into()))))
        .budget(Budget::new(Duration::MAX, 1, 1))
        .deadline(Duration::MAX)
        .build()
        .expect("a client");
    Thing::at("1").delete().send(&client).await.expect("200");
    let error = Thing::at("1").delete().send(&client).await.expect_err("never");
    assert!(matches!(error, Error::Deadline(_)), "{error}");
}

/// A thousand requests that wait for the budget and are dropped delay nobody, nor does one whose token never
/// comes.
#[tokio::test(start_paused = true)]
async fn a_dropped_future_gives_its_place_back() {
    let healthy = &["200", "200"];
    let budget = Budget::new(Duration::from_secs(1), 1, 1);
    let client = settings(healthy).budget(budget.clone()).deadline(Duration::MAX).build().expect("a client");
    let start = Instant::now();
    Thing::at("1").get().send(&client).await.expect("200");
    let mut waiting: Vec<Pin<Box<_>>> =
        (0..1_000).map(|_| Box::pin(async { Thing::at("1").get().send(&client).await })).collect();
    let silent = settings(healthy).budget(budget).credential(never).build().expect("a client");
    for request in &mut waiting {
        assert!(polled(request.as_mut()).is_pending());
    }
    drop(waiting);
    assert!(polled(pin!(Thing::at("1").get().send(&silent))).is_pending());
    Thing::at("1").get().send(&client).await.expect("200");
    let time = start.elapsed();
    assert!(time >= Duration::from_millis(900) && time < Duration::from_millis(1_900), "{time:?}");
}

fn polled<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test(start_paused = true)]
async fn waiting_for_an_operation_ends_at_its_limit() {
    for replies in [
        &["stall"][..],
        &["202 after=1 location=/monitor", "stall"],
        &["202 after=1 location=/monitor", "303 location=/things/1", "stall"],
        &["202 after=1 location=/monitor", "401", "stall"],
    ] {
        let client = settings(replies).credential(fresh_tokens()).build().expect("a client");
        let request = Thing::within().create(Thing::new_body().name("x"));
        let error = at_the_limit(request.send_and_wait(&client, LIMIT)).await;
        let kind = if replies.len() == 1 { ErrorKind::Timeout } else { ErrorKind::OperationUnfinished };
        assert_eq!((error.kind(), error.write_in_doubt()), (kind, true), "{replies:?}: {error}");
    }
}

fn fresh_tokens() -> impl graph_entity::Credential {
    let count = AtomicU32::new(0);
    move |_: TokenRequest| ready(AccessToken::new(format!("token-of-a-test-{}", count.fetch_add(1, SeqCst))))
}
