//! Adds stubs that are sent over HTTP.

use hyper::StatusCode;
use hyper::header::HeaderMap;

use crate::calls::json;
use crate::control::refusal;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::service::{Service, is_json};

/// The expected body.
const EXPECTED: &str = r#"Stubs are a list, such as [{"call": "getFileVaultKey", "value": "1234"}]."#;

/// Adds stubs, and returns their number.
pub(crate) fn add(service: &Service, headers: &HeaderMap, body: &[u8]) -> Result<usize, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::not_json());
    }
    let added = json::add(&mut lock(&service.stubs), &service.model, body);
    added.map_err(|reason| refusal(StatusCode::BAD_REQUEST, "BadRequest", format!("{reason}. {EXPECTED}")))
}
