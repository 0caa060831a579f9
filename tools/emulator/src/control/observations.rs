//! Requests, findings and waits as JSON.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::control::masks::Masks;
use crate::data::timestamps;
use crate::observe::finding::Finding;
use crate::observe::recording::RecordedRequest;
use crate::observe::replies::RecordedReply;
use crate::observe::retry_log::Wait;

/// A request as a test reads it: with what was sent, as it was sent.
pub(crate) fn request(request: &RecordedRequest) -> Value {
    let mut object = outline(request, &request.target);
    object["headers"] = json!(request.headers);
    if let Some(json) = request.json() {
        object["json"] = json;
    } else if !request.body.is_empty() {
        object["text"] = String::from_utf8_lossy(&request.body).into();
    }
    object
}

/// A request without its headers and its body.
pub(crate) fn outline(request: &RecordedRequest, target: &str) -> Value {
    let findings: Vec<&str> = request.findings.iter().map(|kind| kind.name()).collect();
    json!({
        "index": request.index,
        "batch": request.batch,
        "received": received(request),
        "method": request.method,
        "target": target,
        "status": request.status,
        "milliseconds": request.duration.as_secs_f64() * 1e3,
        "findings": findings,
    })
}

/// A request as people look at it: with its reply, and without secrets.
pub(crate) fn exchange(request: &RecordedRequest, reply: Option<&RecordedReply>, masks: &Masks<'_>) -> Value {
    let mut object = outline(request, &masks.text(&request.target));
    object["headers"] = json!(masks.headers(&request.headers));
    object["body"] = masks.body(&request.body);
    object["reply"] = reply.map_or(Value::Null, |reply| {
        let body = match &reply.body {
            Some(body) => masks.body(body),
            None => json!({"text": null, "length": reply.length, "isCut": true}),
        };
        json!({"headers": masks.headers(&reply.headers), "body": body})
    });
    object
}

pub(crate) fn finding(finding: &Finding) -> Value {
    json!({
        "kind": finding.kind.name(),
        "level": finding.kind.level().name(),
        "request": finding.index,
        "method": finding.method,
        "path": finding.path,
        "count": finding.count,
        "sentence": finding.sentence,
    })
}

pub(crate) fn wait(wait: &Wait) -> Value {
    json!({
        "method": wait.method,
        "target": wait.target,
        "asked": wait.retry_after.map(|it| it.as_secs_f64()),
        "waited": wait.waited.map(|it| it.as_secs_f64()),
        "isTooEarly": wait.is_too_early(),
    })
}

/// When a request arrived, in UTC.
pub(crate) fn received(request: &RecordedRequest) -> String {
    timestamps::text(OffsetDateTime::from(request.received))
}
