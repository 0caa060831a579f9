//! `$batch`: up to twenty requests in one.
//!
//! Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching".

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answers::envelope::Ids;
use crate::answers::response::{Remarks, Success, accepted, refused};
use crate::auth::caller::Caller;
use crate::faults::fault::Fault;
use crate::lock::lock;
use crate::observe::kind::Remark;
use crate::observe::recording::Sent;
use crate::refusals::Refusal;
use crate::routing::target::Target;
use crate::service::exchange::Exchange;
use crate::service::{Service, is_json};

/// The most requests in one batch.
const MAX_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<Value>,
    depends_on: Option<Vec<String>>,
}

impl Item {
    fn depends_on(&self) -> &[String] {
        self.depends_on.as_deref().unwrap_or_default()
    }
}

impl Service {
    /// Serves the requests in their order, and returns the responses in the same order. This satisfies all
    /// dependencies, since a request may depend only on earlier ones.
    pub(crate) fn batch(
        &self,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
        index: u64,
        caller: &Caller<'_>,
    ) -> Result<Success, Refusal> {
        let version = target.batch_version().filter(|version| self.model.schema(version).is_some());
        let version = version.ok_or_else(|| Refusal::unknown_version(target.path))?;
        if *method != Method::POST {
            return Err(Refusal::batch("A batch is sent by POST."));
        }
        if !is_json(headers) {
            return Err(Refusal::not_json());
        }
        let Batch { requests } =
            serde_json::from_slice(body).map_err(|error| Refusal::batch(&error.to_string()))?;
        check(&requests)?;
        let mut failed: Vec<&str> = Vec::new();
        let mut responses = Vec::new();
        for item in &requests {
            let dependency_failed = item.depends_on().iter().any(|id| failed.contains(&id.as_str()));
            let answer = self.item(version, item, dependency_failed, index, caller);
            if answer["status"].as_u64().is_none_or(|status| status >= 400) {
                failed.push(&item.id);
            }
            responses.push(answer);
        }
        Ok(Success::new(StatusCode::OK, Some(json!({ "responses": responses }))))
    }

    fn item(
        &self,
        version: &str,
        item: &Item,
        dependency_failed: bool,
        batch: u64,
        caller: &Caller<'_>,
    ) -> Value {
        let arrival = lock(&self.recorded).arrive();
        let url = format!("/{version}/{}", item.url.trim_start_matches('/'));
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let target = Target { path, query };
        // Headers that HTTP does not permit are ignored.
        let headers: HeaderMap = item
            .headers
            .iter()
            .filter_map(|(name, value)| {
                Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
            })
            .collect();
        let body = item.body.as_ref().map(Value::to_string).unwrap_or_default();
        let request_id = uuid::Uuid::new_v4().to_string();
        let ids = Ids::of(&request_id, &headers, path);
        let method = Method::from_bytes(item.method.as_bytes());
        let intercepted = method.as_ref().ok().filter(|_| !dependency_failed).map(|method| {
            let exchange = Exchange { method, target: &url, ids };
            self.intercept(&exchange, caller)
        });
        let (intercepted, early) = intercepted.unwrap_or_default();
        let mut response = intercepted.unwrap_or_else(|| {
            let outcome = match (method, absolute_segment(&item.url)) {
                _ if dependency_failed => Err(Refusal::failed_dependency()),
                (_, Some(segment)) => Err(Refusal::unknown_segment(segment)),
                _ if target.is_batch() => Err(Refusal::batch("A batch does not hold another.")),
                (Ok(method), _) => self.route(&method, target, &headers, body.as_bytes(), caller),
                (Err(_), _) => Err(Refusal::batch("A request has a method that does not exist.")),
            };
            match outcome {
                Ok(success) => accepted(success),
                Err(refusal) => refused(&refusal, &ids),
            }
        });
        let Remarks(mut remarks) = response.extensions_mut().remove().unwrap_or_default();
        remarks.extend(early);
        let sent = Sent { method: &item.method, target: &url, headers: &headers, body: body.as_bytes() };
        self.observe(arrival, Some(batch), sent, Some(&response), remarks);
        let texts = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((title(name.as_str()), Value::from(value.to_str().ok()?))));
        let mut answer = Map::new();
        answer.insert("id".to_owned(), item.id.as_str().into());
        answer.insert("status".to_owned(), response.status().as_u16().into());
        answer.insert("headers".to_owned(), Value::Object(texts.collect()));
        if !response.body().is_empty() && !item.method.eq_ignore_ascii_case("HEAD") {
            answer.insert("body".to_owned(), body_of_item(response.body()));
        }
        Value::Object(answer)
    }
}

/// The body of an item: its JSON, or else its bytes in base64.
fn body_of_item(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| STANDARD.encode(body).into())
}

impl Service {
    /// Returns the response of a request in a batch that is not served because of a fault or a limit, and a
    /// remark if it is too early.
    fn intercept(
        &self,
        exchange: &Exchange<'_>,
        caller: &Caller<'_>,
    ) -> (Option<Response<Bytes>>, Option<Remark>) {
        let early = self.note_arrival(exchange.method, exchange.target);
        let fault = if self.settings.faults_in_batches { self.next_fault() } else { Fault::None };
        let fault_response = self.fault_response(exchange, &fault, Ok(caller));
        (fault_response.or_else(|| self.throttle_response(exchange, caller)), early)
    }
}

/// Returns the first segment of a URL that is not relative to the version: a scheme or a version, which do
/// not exist there.
fn absolute_segment(url: &str) -> Option<&str> {
    let first = url.trim_start_matches('/').split('/').next()?;
    matches!(first, "https:" | "http:" | "v1.0" | "beta").then_some(first)
}

/// Capitalizes `content-type` as batches do: `Content-Type`.
fn title(name: &str) -> String {
    match name {
        "etag" => return "ETag".to_owned(),
        "odata-version" => return "OData-Version".to_owned(),
        _ => {}
    }
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    words.collect::<Vec<_>>().join("-")
}

/// Checks the rules for the batch as a whole.
fn check(requests: &[Item]) -> Result<(), Refusal> {
    if requests.is_empty() || requests.len() > MAX_REQUESTS {
        return Err(Refusal::batch(&format!("A batch holds 1 to {MAX_REQUESTS} requests.")));
    }
    for (at, item) in requests.iter().enumerate() {
        let earlier = &requests[..at];
        if earlier.iter().any(|other| other.id.eq_ignore_ascii_case(&item.id)) {
            return Err(Refusal::batch(&format!("The id '{}' occurs twice.", item.id)));
        }
        if let Some(id) = item.depends_on().iter().find(|id| !earlier.iter().any(|other| other.id == **id)) {
            let message =
                format!("The request '{}' depends on '{id}', which does not come before it.", item.id);
            return Err(Refusal::batch(&message));
        }
        let has_type = item.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        let is_write = matches!(item.method.to_ascii_uppercase().as_str(), "POST" | "PATCH" | "PUT");
        match (&item.body, has_type) {
            (Some(_), false) => return Err(Refusal::write_without_content_type(&item.id)),
            (None, _) if is_write => return Err(Refusal::write_without_body(&item.id)),
            _ => {}
        }
    }
    if has_valid_shape(requests) { Ok(()) } else { Err(Refusal::batch_shape()) }
}

/// Whether there are no dependencies, each request depends on the one before it, or all depend on one.
fn has_valid_shape(requests: &[Item]) -> bool {
    let is_independent = requests.iter().all(|item| item.depends_on().is_empty());
    let is_chain = requests.windows(2).all(|pair| pair[1].depends_on() == [pair[0].id.as_str()]);
    let depending: Vec<&Item> = requests.iter().filter(|item| !item.depends_on().is_empty()).collect();
    let is_star = requests.len() == depending.len() + 1
        && depending.iter().all(|item| item.depends_on().len() == 1)
        && depending.windows(2).all(|pair| pair[0].depends_on() == pair[1].depends_on());
    is_independent || is_chain || is_star
}
