//! Faults to come, asked for over HTTP.

use hyper::StatusCode;
use hyper::header::HeaderMap;

use crate::control::refusal;
use crate::faults::fault::Fault;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::service::{Service, is_json};

/// What a list of faults looks like.
const FORM: &str =
    r#"Faults are a list, such as ["none", {"throttled": {"seconds": 1}}, {"status": [503, "missing"]}]."#;

/// Adds to the faults to come, and says how many there are now.
pub(crate) fn ask(service: &Service, headers: &HeaderMap, body: &[u8]) -> Result<usize, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::not_json());
    }
    let asked = serde_json::from_slice::<Vec<Fault>>(body)
        .map_err(|error| refusal(StatusCode::BAD_REQUEST, "BadRequest", format!("{error}. {FORM}")))?;
    let next = &mut lock(&service.faults).next;
    next.extend(asked);
    Ok(next.len())
}
