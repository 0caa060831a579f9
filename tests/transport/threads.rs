//! Blocking calls on threads of every kind: outside of a runtime, and inside of one, whose timers and tasks do
//! not run meanwhile. Servers and clocks are real.

use std::collections::BTreeMap;
use std::future::{pending, ready};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use graph_entity::transport::{HyperTransport, ReqwestTransport};
use graph_entity::{
    AccessToken, Budget, Change, Client, ClientBuilder, CredentialError, DeadlineStage, Endpoint, Error,
    ErrorKind, TokenRequest, Transport, graph_entity,
};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::harness::{Thing, reply};

/// Loose, because the machine may be busy. What blocks for ever takes longer.
const SOON: Duration = Duration::from_secs(20);

#[graph_entity(path = "/users/{userId}", operations(get, list, delta))]
#[derive(Debug)]
struct User {
    id: String,
}

/// A request as a server sees it.
struct Received<'a> {
    /// The address of the server.
    here: &'a str,
    /// The method and the target.
    line: &'a str,
    body: &'a str,
}

/// Starts a server on threads, which answers each request with a complete reply.
fn serve(answer: impl Fn(Received<'_>) -> Vec<u8> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (answer, here) = (Arc::new(answer), address.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (answer, here) = (answer.clone(), here.clone());
            std::thread::spawn(move || serve_one(stream.expect("a connection"), &here, &*answer));
        }
    });
    address
}

fn serve_one(stream: TcpStream, here: &str, answer: &dyn Fn(Received<'_>) -> Vec<u8>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    let mut writer = stream;
    loop {
        let (mut first, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if first.is_empty() {
                line.trim_end().trim_end_matches(" HTTP/1.1").clone_into(&mut first);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let body = String::from_utf8(body).expect("text");
        let bytes = answer(Received { here, line: &first, body: &body });
        writer.write_all(&bytes).expect("a client that reads");
    }
}

/// A server that is busy once before each answer.
fn busy() -> String {
    let count = std::sync::atomic::AtomicU32::new(0);
    serve(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % 2 {
        0 => reply(429, &[("retry-after", "0.05")], ""),
        _ => reply(200, &[], r#"{"id":"1","name":"x"}"#),
    })
}

fn token() -> AccessToken {
    AccessToken::new("token-of-a-test").expect("a token")
}

/// Settings without a transport and without a clock.
fn settings(address: &str) -> ClientBuilder {
    Client::builder().endpoint(address).credential(token())
}

/// What a program with every feature gets by default.
fn default_client(address: &str) -> Client {
    settings(address).build().expect("a client")
}

fn get(client: &Client) -> Result<Thing, Error> {
    Ok(Thing::at("1").get().send_blocking(client)?.into_value())
}

#[test]
fn a_thread_outside_of_a_runtime_waits_and_retries() {
    let start = Instant::now();
    assert_eq!(get(&default_client(&busy())).expect("200").name.as_deref(), Some("x"));
    assert!(start.elapsed() >= Duration::from_millis(50) && start.elapsed() < SOON);
}

/// The only thread of the runtime is the one that is blocked, so no timer and no task of it runs.
#[tokio::test]
async fn the_only_thread_of_a_runtime_waits_and_retries() {
    let client = default_client(&busy());
    let task = tokio::spawn(async { tokio::time::sleep(Duration::from_millis(1)).await });
    let start = Instant::now();
    get(&client).expect("200");
    assert!(start.elapsed() >= Duration::from_millis(50) && start.elapsed() < SOON);
    // Both ways work side by side, and the runtime goes on.
    Thing::at("1").get().send(&client).await.expect("200");
    task.await.expect("a task that went on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_threads_of_a_runtime_wait_and_retry() {
    let client = default_client(&busy());
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).map(drop) })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("200");
    }
}

/// Limits do not depend on the timers of the runtime that is blocked either.
#[tokio::test]
async fn every_limit_ends_a_call_that_blocks_a_runtime() {
    let silent = |_: http::Request<bytes::Bytes>| pending::<Result<_, CredentialError>>();
    let client = Client::builder().credential(token()).transport(silent).max_attempts(1);
    let client = client.timeout(Duration::from_millis(20)).build().expect("a client");
    assert_eq!(get(&client).expect_err("no answer").kind(), ErrorKind::Timeout);

    let client = settings(&busy()).budget(Budget::new(Duration::from_millis(50), 1, 1));
    let client = client.build().expect("a client");
    let start = Instant::now();
    get(&client).expect("200");
    assert!(start.elapsed() >= Duration::from_millis(50), "the second attempt has to wait for its place");
}

/// A credential may wait for anything that is not the runtime that is blocked.
#[tokio::test]
async fn a_credential_is_awaited_by_the_call() {
    let woken = |_: TokenRequest| async {
        let (sender, receiver) = oneshot::channel();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(10));
            drop(sender.send(token()));
        });
        receiver.await.map_err(CredentialError::failed)
    };
    get(&settings(&busy()).credential(woken).build().expect("a client")).expect("200");

    let own_runtime = |_: TokenRequest| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let thread = std::thread::spawn(move || {
            runtime.block_on(async { tokio::time::sleep(Duration::from_millis(10)).await });
        });
        ready(thread.join().map(|()| token()).map_err(|_| CredentialError::failed("a panic")))
    };
    get(&settings(&busy()).credential(own_runtime).build().expect("a client")).expect("200");

    let stuck = |_: TokenRequest| async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok::<_, CredentialError>(token())
    };
    let client = settings(&busy()).credential(stuck).deadline(Duration::from_millis(100)).build();
    let error = get(&client.expect("a client")).expect_err("a timer that does not run");
    let Error::Deadline(deadline) = &error else { panic!("{error}") };
    assert_eq!(deadline.stage, DeadlineStage::Token);
}

/// A runtime that a credential runs on the thread of the call is one: its own timers and clients are awaited.
#[test]
fn a_runtime_within_the_call_works() {
    let (address, other) = (busy(), busy());
    let nested = move |_: TokenRequest| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = default_client(&other);
        // This retries, with the timer of the inner runtime.
        let answer = runtime.block_on(async { Thing::at("1").get().send(&client).await });
        ready(answer.map(|_| token()).map_err(CredentialError::failed))
    };
    get(&settings(&address).credential(nested).build().expect("a client")).expect("200");
}

/// Transports that need a runtime say so, in a runtime and outside of one.
#[test]
fn a_transport_that_needs_a_runtime_is_an_error_that_says_so() {
    let address = busy();
    let endpoint = Endpoint::parse(&address).expect("an endpoint");
    let refuses = |transport: Arc<dyn Transport>| {
        let client = settings(&address).transport(transport).build().expect("a client");
        let error = get(&client).expect_err("no runtime");
        assert_eq!((error.attempts(), error.write_in_doubt()), (1, false), "{error}");
        assert!(error.to_string().contains("give the client a `UreqTransport`"), "{error}");
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let both = || {
        refuses(Arc::new(HyperTransport::for_endpoint(&endpoint, SOON).expect("a transport")));
        refuses(Arc::new(ReqwestTransport::for_endpoint(&endpoint, SOON).expect("a transport")));
    };
    both();
    runtime.block_on(async { both() });
}

#[test]
fn a_list_is_an_iterator_of_pages_and_of_items() {
    let address = serve(|Received { here, line, .. }| match line {
        "GET /v1.0/users" => {
            let link = format!("{here}/v1.0/users?$skiptoken=a");
            let page = json!({ "value": [{ "id": "1" }, { "id": "2" }], "@odata.nextLink": link });
            reply(200, &[], &page.to_string())
        }
        "GET /v1.0/users?$skiptoken=a" => reply(200, &[], r#"{"value":[{"id":"3"}]}"#),
        other => reply(400, &[], other),
    });
    let client = default_client(&address);
    let items = User::within().list().items(&client).blocking();
    let ids: Vec<_> = items.map(|user| user.expect("an item").id).collect();
    assert_eq!(ids, ["1", "2", "3"]);

    let mut pages = User::within().list().pages(&client).blocking();
    let first = pages.next().expect("a page").expect("200");
    assert!(first.items.len() == 2 && pages.link().is_some_and(|link| link.ends_with("?$skiptoken=a")));
    assert_eq!(pages.by_ref().count(), 1);
    assert!(pages.next().is_none() && pages.link().is_none(), "it stays at its end");

    let page = User::within().list().send_blocking(&client).expect("200").into_value();
    assert_eq!(page.items.len(), 2);
    // An error ends the list.
    let mut failing = User::within().list().query("x", "y").items(&client).blocking();
    assert_eq!(failing.next().expect("an error").expect_err("400").kind(), ErrorKind::BadRequest);
    assert!(failing.next().is_none());
}

#[test]
fn a_delta_is_an_iterator_with_a_token() {
    let address = serve(|Received { here, .. }| {
        let link = format!("{here}/v1.0/users/delta?$deltatoken=b");
        let removed = json!({ "id": "2", "@removed": { "reason": "changed" } });
        let page = json!({ "value": [{ "id": "1" }, removed], "@odata.deltaLink": link });
        reply(200, &[], &page.to_string())
    });
    let mut changes = User::within().delta().changes(&default_client(&address)).blocking();
    let kinds: Vec<_> = changes
        .by_ref()
        .map(|change| match change.expect("a change") {
            Change::Changed(_) => "changed",
            Change::Removed(_) => "removed",
            Change::Restarted(_) => "restarted",
        })
        .collect();
    assert_eq!(kinds, ["changed", "removed"]);
    assert!(changes.token().expect("a token").as_str().ends_with('b'));
}

/// The batches of a call are in flight together: the server answers none before both are there.
#[test]
fn batches_are_sent_at_once_and_retried() {
    let both = Barrier::new(2);
    let address = serve(move |Received { body, .. }| {
        let parts: BTreeMap<String, Vec<BTreeMap<String, Value>>> =
            serde_json::from_str(body).expect("a batch");
        let ids = parts["requests"].iter().map(|part| part["id"].clone());
        if parts["requests"].len() == 20 {
            both.wait();
        }
        let is_retry = parts["requests"].len() < 20;
        let responses: Vec<_> = ids
            .map(|id| {
                if id == "7" && !is_retry {
                    return json!({ "id": id, "status": 429, "headers": { "Retry-After": "0.02" } });
                }
                json!({ "id": id, "status": 200, "body": { "id": id, "name": "x" } })
            })
            .collect();
        reply(200, &[], &json!({ "responses": responses }).to_string())
    });
    let client = default_client(&address);
    let start = Instant::now();
    let results = client.send_all_blocking((0..40).map(|number| Thing::at(number.to_string()).get()));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 40, "{results:?}");
    assert!(start.elapsed() < SOON);

    let mut batch = client.batch();
    let item = batch.add(Thing::at("1").get());
    assert!(batch.send_blocking().take(item).is_ok());
}

/// A request that is awaited does not block its executor, and one that is dropped does not delay the next.
#[tokio::test]
async fn an_awaited_request_leaves_the_thread_free() {
    let (start, is_done) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let is_released = Arc::clone(&is_done);
    let address = serve(move |Received { line, .. }| {
        while line.contains("slow") && !is_released.load(Ordering::Relaxed) && start.elapsed() < SOON {
            std::thread::sleep(Duration::from_millis(10));
        }
        reply(200, &[], r#"{"id":"1"}"#)
    });
    let client = settings(&address).transport(crate::transport(&address)).build().expect("a client");
    let slow = Thing::at("slow").get().send(&client);
    assert!(tokio::time::timeout(Duration::from_millis(50), slow).await.is_err(), "it is not answered yet");
    Thing::at("1").get().send(&client).await.expect("200");
    assert!(start.elapsed() < SOON, "the slow one did not block the thread");
    is_done.store(true, Ordering::Relaxed);
}
