//! A test service that implements only `$batch`: it answers by a script, and enforces Graph's own rules.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use graph_entity::transport::SendOptions;
use graph_entity::{AccessToken, Client, ClientBuilder, Clock, graph_entity};
use serde_json::{Value, json};

use crate::clock::VirtualClock;

/// An entity of v1.0.
#[graph_entity(path = "/things/{thingId}", operations(get, list, create, update, delete, replace))]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing {
    /// The key.
    pub(crate) id: String,
    /// A string.
    pub(crate) name: Option<String>,
}

/// An entity of beta.
#[graph_entity(path = "/gadgets/{gadgetId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gadget {
    /// The key.
    pub(crate) id: String,
    /// A number.
    pub(crate) size: Option<i32>,
}

/// A scripted answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
}

/// Returns an answer with a status. Answers with an error status have Graph's error object.
pub(crate) fn answer(status: u16) -> Answer {
    let body = if status < 300 {
        Value::Null
    } else {
        json!({ "error": { "code": format!("Code{status}"), "message": "No." } })
    };
    Answer { status, headers: vec![("Content-Type", "application/json".to_owned())], body }
}

impl Answer {
    pub(crate) fn after(mut self, seconds: u64) -> Self {
        self.headers.push(("Retry-After", seconds.to_string()));
        self
    }
}

/// A batch as received.
#[derive(Clone)]
pub(crate) struct ReceivedBatch {
    pub(crate) at: Duration,
    pub(crate) version: String,
    pub(crate) headers: http::HeaderMap,
    /// The timeout of its sender.
    pub(crate) timeout: Option<Duration>,
    pub(crate) requests: Vec<Value>,
}

impl ReceivedBatch {
    /// Returns `PATCH /things/1` for each request, followed by `<1` if it depends on the first.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests.iter().map(line).collect()
    }
}

fn line(request: &Value) -> String {
    let mut line = format!("{} {}", text(&request["method"]), text(&request["url"]));
    for on in request["dependsOn"].as_array().into_iter().flatten() {
        line.push_str(" <");
        line.push_str(text(on));
    }
    line
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

#[derive(Default)]
struct State {
    scripts: HashMap<String, VecDeque<Answer>>,
    batch_answers: VecDeque<http::Response<Bytes>>,
    received: Vec<ReceivedBatch>,
    in_flight: usize,
    max_in_flight: usize,
    modify: Option<fn(&mut Vec<Value>)>,
}

/// The service. Clones share their state.
#[derive(Clone)]
pub(crate) struct Graph {
    state: Arc<Mutex<State>>,
    pub(crate) clock: VirtualClock,
    start: std::time::Instant,
}

impl Graph {
    pub(crate) fn new() -> Self {
        let clock = VirtualClock::at(SystemTime::UNIX_EPOCH);
        let start = clock.now();
        Self { state: Arc::default(), clock, start }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while locked")
    }

    /// Scripts the answers to an address, in order. Without any left, requests succeed.
    pub(crate) fn script(&self, url: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        self.state().scripts.insert(url.to_owned(), answers.into_iter().collect());
        self
    }

    /// Scripts the answers to whole batches, before any request in them is executed.
    pub(crate) fn answer_batches(&self, status: u16, headers: &[(&str, &str)], body: &str) -> &Self {
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        self.state().batch_answers.push_back(response.body(body.to_owned().into()).expect("a response"));
        self
    }

    /// Modifies the replies before they are sent.
    pub(crate) fn modify_replies(&self, modify: fn(&mut Vec<Value>)) -> &Self {
        self.state().modify = Some(modify);
        self
    }

    pub(crate) fn received(&self) -> Vec<ReceivedBatch> {
        self.state().received.clone()
    }

    /// Returns the lines of each batch.
    pub(crate) fn lines(&self) -> Vec<Vec<String>> {
        self.received().iter().map(ReceivedBatch::lines).collect()
    }

    pub(crate) fn max_in_flight(&self) -> usize {
        self.state().max_in_flight
    }

    pub(crate) fn settings(&self) -> ClientBuilder {
        let graph = self.clone();
        let transport = move |request: http::Request<Bytes>| {
            let graph = graph.clone();
            async move { Ok::<_, Infallible>(graph.serve(request).await) }
        };
        let token = AccessToken::new("token-of-a-test").expect("a token");
        Client::builder().credential(token).clock(self.clock.clone()).transport(transport)
    }

    pub(crate) fn client(&self) -> Client {
        self.settings().build().expect("a client")
    }

    async fn serve(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        {
            let mut state = self.state();
            state.in_flight += 1;
            state.max_in_flight = state.max_in_flight.max(state.in_flight);
        }
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        let response = self.respond(&request);
        self.state().in_flight -= 1;
        response
    }

    fn respond(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let requests = check_batch(request);
        let at = self.clock.now() - self.start;
        let version =
            request.uri().path().trim_start_matches('/').split('/').next().expect("a version").to_owned();
        let mut state = self.state();
        state.received.push(ReceivedBatch {
            at,
            version,
            headers: request.headers().clone(),
            timeout: request.extensions().get().map(|options: &SendOptions| options.timeout),
            requests: requests.clone(),
        });
        if let Some(response) = state.batch_answers.pop_front() {
            return response;
        }
        let mut replies = execute(&mut state.scripts, &requests);
        replies.reverse();
        if let Some(modify) = state.modify {
            modify(&mut replies);
        }
        http::Response::builder()
            .header("content-type", "application/json")
            .header("request-id", "outer-request")
            .body(json!({ "responses": replies }).to_string().into())
            .expect("a response")
    }
}

/// Returns the requests of a batch, and panics if Graph would refuse it.
fn check_batch(request: &http::Request<Bytes>) -> Vec<Value> {
    assert_eq!((request.method().as_str(), request.uri().query()), ("POST", None));
    assert!(request.uri().path().ends_with("/$batch"), "{}", request.uri());
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["authorization"], "Bearer token-of-a-test");
    assert!(request.headers().contains_key("client-request-id"));
    let text = std::str::from_utf8(request.body()).expect("text");
    assert!(
        !text.contains("token-of-a-test") && !text.to_ascii_lowercase().contains("authorization"),
        "{text}"
    );
    let body: Value = serde_json::from_str(text).expect("JSON");
    let requests = body["requests"].as_array().expect("requests").clone();
    assert!((1..=20).contains(&requests.len()), "{} requests", requests.len());
    let mut ids = HashSet::new();
    for request in &requests {
        let id = request["id"].as_str().expect("ids are strings").to_lowercase();
        for on in request["dependsOn"].as_array().into_iter().flatten() {
            assert!(ids.contains(on.as_str().expect("an id")), "it depends on an earlier one: {request}");
        }
        assert!(ids.insert(id), "ids are unique");
        assert!(request["url"].as_str().expect("a url").starts_with('/'), "{request}");
        let has_type = request["headers"]["Content-Type"].is_string();
        assert_eq!(request.get("body").is_some(), has_type, "a body has its type: {request}");
        assert!(request["method"] != "POST" || request["body"].is_object(), "{request}");
    }
    check_shape(&requests);
    requests
}

/// Panics unless the dependencies are a chain, a star or none, as Graph requires.
fn check_shape(requests: &[Value]) {
    let on: Vec<Option<&str>> = requests.iter().map(|request| request["dependsOn"][0].as_str()).collect();
    if on.iter().all(Option::is_none) {
        return;
    }
    let ids: Vec<Option<&str>> = requests.iter().map(|request| request["id"].as_str()).collect();
    let row = on[1..] == ids[..ids.len() - 1];
    let star = on[1..].iter().all(|on| *on == ids[0]);
    assert!(on[0].is_none() && (row || star), "Graph takes no such mix: {on:?}");
}

fn execute(scripts: &mut HashMap<String, VecDeque<Answer>>, requests: &[Value]) -> Vec<Value> {
    let mut statuses: BTreeMap<&str, u16> = BTreeMap::new();
    let mut replies = Vec::new();
    for request in requests {
        let failed = request["dependsOn"].as_array().into_iter().flatten();
        let failed = failed.filter_map(Value::as_str).any(|on| statuses[on] >= 300);
        let url = request["url"].as_str().expect("a url");
        let mut scripted = || scripts.get_mut(url).and_then(VecDeque::pop_front);
        let answer = if failed { answer(424) } else { scripted().unwrap_or_else(|| default_answer(request)) };
        statuses.insert(request["id"].as_str().expect("an id"), answer.status);
        let headers: serde_json::Map<String, Value> =
            answer.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        replies.push(
            json!({ "id": request["id"], "status": answer.status, "headers": headers, "body": answer.body }),
        );
    }
    replies
}

/// Returns the answer of a success: the entity with the key at the end of the address, or no body for a
/// delete.
fn default_answer(request: &Value) -> Answer {
    if request["method"] == "DELETE" {
        return answer(204);
    }
    let url = request["url"].as_str().expect("a url");
    let id = url.rsplit('/').next().expect("a segment");
    let mut body = json!({ "id": id });
    for (name, value) in request["body"].as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    Answer { body, ..answer(200) }
}
