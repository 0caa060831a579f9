//! The emulator's own HTTP interface, at addresses that no version of Graph has.
//!
//! It needs no token, since everything is on loopback. It refuses what a page of another site could make a
//! browser send: a `Host` or an `Origin` that is not this machine's.

mod calls;
mod faults;
mod findings;
mod html;
mod json;
mod page;

use bytes::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::answers::envelope::Ids;
use crate::answers::response::refused;
use crate::lock::{lock, read_lock, write_lock};
use crate::refusals::{Refusal, Style};
use crate::service::Service;
use crate::service::origin::is_local;

/// One address of the control interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Page,
    Requests,
    Findings,
    Waits,
    Faults,
    Calls,
    ExpireDeltaLinks,
    ExpireUploads,
    Save,
    Reset,
}

/// Each control with its method and its address, in the order of the page.
pub(crate) const CONTROLS: [(Control, Method, &str); 10] = [
    (Control::Page, Method::GET, "/"),
    (Control::Requests, Method::GET, "/emulator/requests"),
    (Control::Findings, Method::GET, "/emulator/findings"),
    (Control::Waits, Method::GET, "/emulator/waits"),
    (Control::Faults, Method::POST, "/emulator/faults"),
    (Control::Calls, Method::POST, "/emulator/calls"),
    (Control::ExpireDeltaLinks, Method::POST, "/emulator/expire-delta-links"),
    (Control::ExpireUploads, Method::POST, "/emulator/expire-uploads"),
    (Control::Save, Method::POST, "/emulator/save"),
    (Control::Reset, Method::POST, "/emulator/reset"),
];

impl Control {
    /// Returns the control at a path, or `None` if the path is one of Graph.
    pub(crate) fn at(path: &str) -> Option<Self> {
        CONTROLS.iter().find(|(_, _, known)| *known == path).map(|(control, ..)| *control)
    }

    fn method(self) -> Method {
        let known = CONTROLS.into_iter().find(|(control, ..)| *control == self);
        known.map_or(Method::GET, |(_, method, _)| method)
    }
}

/// Nothing is fetched and no script runs, whatever the page contains.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

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
        let mut response = match self.done(service, parts, body) {
            Ok(response) => response,
            Err(refusal) => refused(&refusal, &ids),
        };
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = HeaderValue::from_str(self.method().as_str());
            response.headers_mut().extend(allowed.map(|method| (ALLOW, method)));
        }
        response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
        response.headers_mut().extend(ids.header());
        response
    }

    fn done(
        self,
        service: &Service,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
    ) -> Result<Response<Bytes>, Refusal> {
        if !is_local(&parts.headers) {
            let message =
                "This is for this machine alone: Host and Origin must be localhost or a loopback address.";
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
        if let Err(refusal) = body
            && *refusal != Refusal::too_many_connections()
        {
            return Err(refusal.clone());
        }
        Ok(match self {
            Self::Page => html(page::page(service)),
            Self::Requests => {
                let recorded = lock(&service.recorded);
                json_text(&recorded.requests().map(|request| json::request(&request)).collect())
            }
            Self::Findings => {
                let wanted = findings::Wanted::read(parts.uri.query().unwrap_or_default())?;
                let all = lock(&service.findings).all();
                json_text(&all.iter().filter(|it| wanted.has(it)).map(json::finding).collect())
            }
            Self::Waits => json_text(&lock(&service.retry_log).waits().iter().map(json::wait).collect()),
            Self::ExpireDeltaLinks => {
                write_lock(&service.store).forget_changes();
                json_text(&json!({}))
            }
            Self::ExpireUploads => {
                lock(&service.media).expire_uploads();
                json_text(&json!({}))
            }
            Self::Faults => {
                let body = body.as_ref().map_err(Refusal::clone)?;
                json_text(&json!({"faults": faults::enqueue(service, &parts.headers, body)?}))
            }
            Self::Calls => {
                let body = body.as_ref().map_err(Refusal::clone)?;
                json_text(&json!({"calls": calls::add(service, &parts.headers, body)?}))
            }
            Self::Save => {
                let saved = service.save();
                let file =
                    saved.map_err(|error| refusal(StatusCode::CONFLICT, "NotSaved", error.to_string()))?;
                json_text(&json!({"saved": file.display().to_string()}))
            }
            Self::Reset => {
                service.reset();
                json_text(&json!({"entities": read_lock(&service.store).entities().count()}))
            }
        })
    }
}

pub(crate) fn refusal(status: StatusCode, code: &'static str, message: String) -> Refusal {
    let code = code.into();
    Refusal { status, code, message, style: Style::Gateway, is_ours: true, header: None }
}

fn html(text: String) -> Response<Bytes> {
    let mut response = with_type(text, "text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}

fn json_text(body: &Value) -> Response<Bytes> {
    with_type(body.to_string(), "application/json")
}

fn with_type(text: String, media: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
