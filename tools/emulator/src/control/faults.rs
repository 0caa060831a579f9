//! Queues faults that are sent over HTTP.

use hyper::StatusCode;
use hyper::header::HeaderMap;

use crate::control::refusal;
use crate::faults::fault::Fault;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::service::{Service, is_json};

/// The expected body.
const EXPECTED: &str =
    r#"Faults are a list, such as ["none", {"throttled": {"seconds": 1}}, {"status": [503, "missing"]}]."#;

/// Appends to the queue of faults, and returns its length.
pub(crate) fn enqueue(service: &Service, headers: &HeaderMap, body: &[u8]) -> Result<usize, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::not_json());
    }
    let faults = serde_json::from_slice::<Vec<Fault>>(body)
        .map_err(|error| refusal(StatusCode::BAD_REQUEST, "BadRequest", format!("{error}. {EXPECTED}")))?;
    let next = &mut lock(&service.faults).next;
    next.extend(faults);
    Ok(next.len())
}
