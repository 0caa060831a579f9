//! Uploads in ranges: what was confirmed is not sent again, and no answer that was lost is taken for a
//! refusal.

use std::time::Duration;

use bytes::Bytes;
use graph_entity::{Client, Error, ErrorKind, Reply, Upload, UploadError, UploadErrorReason};

use crate::calls::upload;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, dropped_when, epoch, reply, settings};
use crate::server::{Server, Step};

const KIB_320: usize = 320 * 1024;
/// Two whole ranges and a shorter one.
const SIZE: usize = 2 * KIB_320 + 7;
const SECOND: usize = 2 * KIB_320;

fn next(status: u16, ranges: &str) -> Step {
    Step::Send(reply(
        status,
        &[],
        &format!(r#"{{"expirationDateTime":"x","nextExpectedRanges":[{ranges}]}}"#),
    ))
}

fn made() -> Step {
    Step::Send(reply(201, &[], r#"{"id":"1","name":"x"}"#))
}

fn refused(status: u16) -> Step {
    Step::Send(reply(
        status,
        &[],
        r#"{"error":{"code":"code","message":"/secret-session/1?sig=c2lnbmF0dXJlLW9m is busy."}}"#,
    ))
}

fn cut() -> Step {
    Step::Cut(Vec::new())
}

struct Case {
    server: Server,
    client: Client,
    clock: VirtualClock,
    address: String,
}

impl Case {
    async fn start(steps: Vec<Step>) -> Self {
        let server = Server::start(steps).await;
        let clock = VirtualClock::at(epoch());
        let client =
            settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
        let address = format!("{}/secret-session/1?sig=c2lnbmF0dXJlLW9m", server.address());
        Self { server, client, clock, address }
    }

    fn upload(&self) -> Upload<Thing> {
        let bytes: Vec<u8> = (0..SIZE).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
        Upload::new(&self.address, Bytes::from(bytes)).range_size(KIB_320)
    }

    /// The method and the range of each request.
    fn requests(&self) -> Vec<String> {
        let shown = |request: &crate::server::ReceivedRequest| {
            let method = request.head.split(' ').next().unwrap_or_default();
            format!("{method} {}", request.header("content-range").unwrap_or_default()).trim().to_owned()
        };
        self.server.requests().iter().map(shown).collect()
    }

    async fn send(&self, of: Upload<Thing>) -> (Upload<Thing>, Result<Reply<Option<Thing>>, Error>) {
        upload(of, &self.client).await
    }
}

fn range(first: usize, end: usize) -> String {
    format!("PUT bytes {first}-{}/{SIZE}", end - 1)
}

fn ranges() -> [String; 3] {
    [range(0, KIB_320), range(KIB_320, SECOND), range(SECOND, SIZE)]
}

fn failed(result: Result<Reply<Option<Thing>>, Error>) -> UploadError {
    let error = result.expect_err("an error");
    let shown = format!("{error} {error:?}");
    for secret in ["secret-session", "c2lnbmF0", "token-of-a-test"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert_eq!(
        error.to_string().contains("the whole file may be"),
        error.write_in_doubt(),
        "the text says what the method says: {error}"
    );
    let Error::Upload(error) = error else { panic!("another error: {error}") };
    *error
}

#[tokio::test]
async fn a_file_goes_in_ranges_without_the_token() {
    let case = Case::start(vec![next(202, r#""327680-655366""#), next(200, r#""655360""#), made()]).await;
    let (of, result) = case.send(case.upload()).await;
    let reply = result.expect("an item");
    assert_eq!(
        (reply.status().as_u16(), reply.value().as_ref().map(|item| item.id.as_str())),
        (201, Some("1"))
    );
    assert_eq!((of.confirmed(), of.size()), (SIZE as u64, SIZE as u64));
    assert_eq!(case.requests(), ranges());
    let mut received = Vec::new();
    for request in case.server.requests() {
        for name in ["authorization", "client-request-id"] {
            assert_eq!(request.header(name), None, "{name}");
        }
        assert_eq!(request.header("content-type"), Some("application/octet-stream"));
        received.extend(request.body);
    }
    assert!(
        received.len() == SIZE
            && received.iter().enumerate().all(|(at, byte)| usize::from(*byte) == at % 251)
    );
}

#[tokio::test]
async fn an_answer_without_an_item_has_its_address() {
    let made = Step::Send(reply(201, &[("location", "https://graph.example/v1.0/x")], ""));
    let case = Case::start(vec![next(200, r#""327680""#), next(200, r#""655360""#), made]).await;
    let reply = case.send(case.upload()).await.1.expect("no item");
    assert_eq!((reply.location(), reply.value()), (Some("https://graph.example/v1.0/x"), &None));
}

#[tokio::test]
async fn a_range_whose_answer_was_lost_is_not_sent_twice_for_good() {
    // The range arrived, so the second attempt is refused, and the service says what it has.
    let case =
        Case::start(vec![next(202, r#""327680-""#), cut(), refused(416), next(200, r#""655360-""#), made()])
            .await;
    case.send(case.upload()).await.1.expect("an item");
    let [first, second, last] = ranges();
    assert_eq!(case.requests(), [first, second.clone(), second, "GET".to_owned(), last]);
}

#[tokio::test]
async fn a_service_that_fails_is_asked_what_it_has() {
    // It has a part of the range.
    let case =
        Case::start(vec![refused(500), next(200, r#""1000-""#), next(202, r#""328680-""#), made()]).await;
    let (of, result) = case.send(case.upload()).await;
    result.expect("an item");
    assert_eq!(of.confirmed(), SIZE as u64);
    let get = "GET".to_owned();
    let second = range(1_000, 1_000 + KIB_320);
    assert_eq!(case.requests(), [range(0, KIB_320), get, second, range(1_000 + KIB_320, SIZE)]);
}

#[tokio::test]
async fn a_service_that_confirms_nothing_ends_the_upload() {
    let mut steps = Vec::new();
    for _ in 0..20 {
        steps.extend([refused(416), next(200, r#""0-""#)]);
    }
    let case = Case::start(steps).await;
    let error = failed(case.send(case.upload()).await.1);
    assert!(matches!(error.reason, UploadErrorReason::NoProgress), "{error:?}");
    assert!(case.requests().len() <= 12, "{:?}", case.requests());
    let seconds: Vec<_> = case.clock.waits().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [2, 4, 8, 16]);
}

#[tokio::test]
async fn a_lost_last_answer_leaves_the_file_in_doubt() {
    // The file is complete, and the session is gone with it.
    let steps = || vec![next(202, r#""327680-""#), next(202, r#""655360-""#), cut(), refused(404)];
    let case = Case::start(steps()).await;
    let (of, result) = case.send(case.upload()).await;
    let error = failed(result);
    assert!(error.write_in_doubt && matches!(error.reason, UploadErrorReason::Ended(_)), "{error:?}");
    // It stays in doubt however often it is tried.
    let error = failed(case.send(of).await.1);
    assert!(error.write_in_doubt, "{error:?}");

    // A service that still waits for the last range has not made the item.
    let mut steps = steps();
    steps.truncate(3);
    steps.extend([refused(416), next(200, r#""655360-""#), refused(403)]);
    let case = Case::start(steps).await;
    let error = failed(case.send(case.upload()).await.1);
    assert!(!error.write_in_doubt, "{error:?}");
    assert_eq!(Error::Upload(Box::new(error)).kind(), ErrorKind::Forbidden);

    // An answer that is not the service's proves nothing.
    let html = Step::Send(reply(200, &[("content-type", "text/html")], "<!DOCTYPE html>"));
    let case = Case::start(vec![next(202, r#""655360-""#), html]).await;
    assert!(failed(case.send(case.upload()).await.1).write_in_doubt);
}

#[tokio::test]
async fn a_session_that_has_ended_says_so() {
    for status in [404, 410] {
        let case = Case::start(vec![next(202, r#""327680-""#), refused(status)]).await;
        let error = failed(case.send(case.upload()).await.1);
        assert!(matches!(error.reason, UploadErrorReason::Ended(_)) && !error.write_in_doubt, "{error:?}");
    }
    // What another process has sent is not known.
    let case = Case::start(vec![refused(404)]).await;
    let error = failed(case.send(case.upload().resuming()).await.1);
    assert!(error.write_in_doubt, "{error:?}");
    assert_eq!(Error::Upload(Box::new(error)).kind(), ErrorKind::UploadEnded);
}

#[tokio::test]
async fn an_upload_goes_on_after_an_error_and_in_another_process() {
    // The name is taken: nothing is uploaded again once it is free.
    let case = Case::start(vec![
        next(202, r#""327680-""#),
        refused(403),
        next(200, r#""327680-655366""#),
        next(202, r#""655360-""#),
        refused(403),
        next(200, r#""655360-""#),
        made(),
    ])
    .await;
    let (of, result) = case.send(case.upload()).await;
    assert_eq!(failed(result).confirmed, KIB_320 as u64);
    let error = failed(case.send(of).await.1);
    assert!(!error.write_in_doubt, "a refusal is one: {error:?}");
    case.send(case.upload().resuming()).await.1.expect("an item");
    let [first, second, last] = ranges();
    let get = || "GET".to_owned();
    assert_eq!(case.requests(), [first, second.clone(), get(), second, last.clone(), get(), last]);
}

#[tokio::test]
async fn a_source_that_is_too_short_is_an_error() {
    struct Short;
    impl graph_entity::UploadSource for Short {
        fn size(&self) -> u64 {
            9
        }

        fn read(
            &mut self,
            _: u64,
            length: usize,
        ) -> graph_entity::transport::BoxFuture<'_, std::io::Result<Bytes>> {
            Box::pin(async move { Ok(vec![0; length - 1].into()) })
        }
    }

    let case = Case::start(Vec::new()).await;
    for of in [Upload::new(&case.address, Short), Upload::new(&case.address, Bytes::new())] {
        let error = failed(case.send(of).await.1);
        assert!(matches!(error.reason, UploadErrorReason::Source(_)), "{error:?}");
    }
    assert!(case.requests().is_empty());
}

#[tokio::test]
async fn a_dropped_upload_is_in_doubt_and_asks() {
    let case = Case::start(vec![next(202, r#""655360-""#), Step::Stall, refused(404)]).await;
    let mut of = case.upload();
    let sending = async {
        of.send_range(&case.client).await.expect("more");
        of.send_range(&case.client).await.expect("more");
    };
    dropped_when(sending, || case.requests().len() == 2).await;
    let error = failed(of.send(&case.client).await);
    assert!(error.write_in_doubt && matches!(error.reason, UploadErrorReason::Ended(_)), "{error:?}");
    assert_eq!(case.requests().last().map(String::as_str), Some("GET"));
}
