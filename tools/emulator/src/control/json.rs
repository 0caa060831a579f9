//! Observations as JSON.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::data::timestamps;
use crate::observe::finding::Finding;
use crate::observe::recording::RecordedRequest;
use crate::observe::retry_log::Wait;

pub(crate) fn request(request: &RecordedRequest) -> Value {
    let findings: Vec<&str> = request.findings.iter().map(|kind| kind.name()).collect();
    let mut body = json!({
        "index": request.index,
        "batch": request.batch,
        "received": received(request),
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "status": request.status,
        "milliseconds": request.duration.as_secs_f64() * 1e3,
        "findings": findings,
    });
    if let Some(json) = request.json() {
        body["json"] = json;
    } else if !request.body.is_empty() {
        body["text"] = String::from_utf8_lossy(&request.body).into();
    }
    body
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
