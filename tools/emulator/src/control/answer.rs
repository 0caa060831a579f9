//! Answers the requests to the emulator itself.

use bytes::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::answers::envelope::Ids;
use crate::answers::response::refused;
use crate::control::masks::Masks;
use crate::control::options::{WantedEntities, WantedFindings, WantedRequests};
use crate::control::{Control, calls, faults, observations, page, refusal, served, status};
use crate::lock::{lock, read_lock, write_lock};
use crate::refusals::Refusal;
use crate::service::Service;
use crate::service::origin::is_local;

/// Only the page's own script and styles are used, it asks only this server, and its script cannot write markup,
/// whatever the page contains. The icon is in the page: a browser that finds none asks for one, and the request would
/// be recorded.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
);
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// A page of another site may name an address of the emulator as its script or its image, which sends no `Origin`. The
/// browser does not give it the answer.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

impl Control {
    /// Answers a request to the emulator itself.
    pub(crate) fn answer(
        self,
        service: &Service,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
    ) -> Response<Bytes> {
        let request_id = uuid::Uuid::new_v4().to_string();
        let ids = Ids::of(&request_id, &parts.headers, parts.uri.path());
        let outcome = self.expect_allowed(parts, body).and_then(|()| match self.method() {
            Method::GET => self.read(service, parts),
            _ => self.change(service, parts, body),
        });
        let mut response = outcome.unwrap_or_else(|refusal| refused(&refusal, &ids));
        let is_refused_method = response.status() == StatusCode::METHOD_NOT_ALLOWED;
        let headers = response.headers_mut();
        if is_refused_method {
            let allowed = HeaderValue::from_str(self.method().as_str());
            headers.extend(allowed.map(|method| (ALLOW, method)));
        }
        headers.insert(CACHE_CONTROL, NO_STORE);
        headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        headers.insert(RESOURCE_POLICY, SAME_ORIGIN);
        headers.extend(ids.header());
        response
    }

    fn expect_allowed(self, parts: &Parts, body: &Result<Bytes, Refusal>) -> Result<(), Refusal> {
        if !is_local(&parts.headers) {
            let message =
                "This is only for this machine: Host and Origin must be localhost or a loopback address.";
            return Err(refusal(StatusCode::FORBIDDEN, "Forbidden", message.to_owned()));
        }
        let wanted = self.method();
        let is_head = wanted == Method::GET && parts.method == Method::HEAD;
        if parts.method != wanted && !is_head {
            let message = format!("{} takes {wanted}, and not {}.", parts.uri.path(), parts.method);
            return Err(refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message));
        }
        // Over a connection too many, what takes no body is still answered. A body that cannot be read ends its
        // connection, and the answer to it must be short.
        match body {
            Err(refusal) if *refusal != Refusal::too_many_connections() => Err(refusal.clone()),
            _ => Ok(()),
        }
    }

    /// Answers a GET.
    fn read(self, service: &Service, parts: &Parts) -> Result<Response<Bytes>, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        let rest = self.rest(parts.uri.path());
        let body = match self {
            Self::Page => return Ok(html(page::page(service))),
            Self::Script => return Ok(with_type(page::SCRIPT.into(), "text/javascript; charset=utf-8")),
            Self::Styles => return Ok(with_type(page::STYLES.into(), "text/css; charset=utf-8")),
            Self::Status => status::status(service),
            Self::Settings => status::settings(service),
            Self::Requests => requests(service, &WantedRequests::read(query)?),
            Self::Request => request(service, rest)
                .ok_or_else(|| not_found(format!("No request with the index `{rest}` is kept.")))?,
            Self::Findings => {
                let wanted = WantedFindings::read(query)?;
                let all = lock(&service.findings).all();
                all.iter().filter(|it| wanted.has(it)).map(observations::finding).collect()
            }
            Self::Waits => lock(&service.retry_log).waits().iter().map(observations::wait).collect(),
            Self::Addresses => {
                let served = served::addresses(service, &read_lock(&service.store));
                served.iter().map(served::address).collect()
            }
            Self::Entities => {
                let wanted = WantedEntities::read(query)?;
                served::entities(&read_lock(&service.store), &wanted.path, wanted.limit)
            }
            _ => served::entity(&read_lock(&service.store), &format!("/{rest}"), &Masks::of(service))
                .ok_or_else(|| not_found(format!("No entity is stored at `/{rest}`.")))?,
        };
        Ok(json_text(&body))
    }

    /// Answers a POST.
    fn change(
        self,
        service: &Service,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
    ) -> Result<Response<Bytes>, Refusal> {
        let body = || body.as_ref().map_err(Refusal::clone);
        let done = match self {
            Self::Faults => json!({"faults": faults::enqueue(service, &parts.headers, body()?)?}),
            Self::Calls => json!({"calls": calls::add(service, &parts.headers, body()?)?}),
            Self::ExpireDeltaLinks => {
                write_lock(&service.store).forget_changes();
                json!({})
            }
            Self::ExpireUploads => {
                lock(&service.media).expire_uploads();
                json!({})
            }
            Self::Save => {
                let saved = service.save();
                let file =
                    saved.map_err(|error| refusal(StatusCode::CONFLICT, "NotSaved", error.to_string()))?;
                json!({"saved": file.display().to_string()})
            }
            _ => {
                service.reset();
                json!({"entities": read_lock(&service.store).len()})
            }
        };
        Ok(json_text(&done))
    }
}

/// The newest of the wanted requests, the oldest of them first.
fn requests(service: &Service, wanted: &WantedRequests) -> Value {
    let masks = Masks::of(service);
    let recorded = lock(&service.recorded);
    let newest = recorded.since(wanted.since).rev().take(wanted.limit);
    let mut requests: Vec<Value> = newest
        .map(|request| {
            if wanted.bodies {
                observations::request(&request)
            } else {
                observations::outline(&request, &masks.text(&request.target))
            }
        })
        .collect();
    requests.reverse();
    requests.into()
}

fn request(service: &Service, index: &str) -> Option<Value> {
    let index = index.parse().ok()?;
    let request = lock(&service.recorded).at(index)?;
    let reply = lock(&service.replies).of(index);
    Some(observations::exchange(&request, reply.as_ref(), &Masks::of(service)))
}

fn not_found(message: String) -> Refusal {
    refusal(StatusCode::NOT_FOUND, "NotFound", message)
}

fn html(text: String) -> Response<Bytes> {
    let mut response = with_type(text.into(), "text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(REFERRER_POLICY, NO_REFERRER);
    response
}

fn json_text(body: &Value) -> Response<Bytes> {
    with_type(body.to_string().into(), "application/json")
}

fn with_type(body: Bytes, media: &'static str) -> Response<Bytes> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
