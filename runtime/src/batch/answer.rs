//! Splits the answer to a batch into the answers to its requests.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use graph_entity_model::model::ReadError;
use graph_entity_model::model::read::{data_error, of_parts};
use http::header::{DATE, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::body::is_json;
use crate::base::{REQUEST_ID, header_text};
use crate::client::Exchange;
use crate::error::BatchErrorKind;

/// The answer to one request of a batch.
pub(super) type Answer = Result<Response<Bytes>, BatchErrorKind>;

type Object<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

/// The answers to the requests of a batch, by their position in it. Replies come in any order. Replies to
/// unknown requests are ignored.
pub(super) fn answers(outer: &Exchange, count: usize) -> Result<Vec<Answer>, ReadError> {
    let mut answers: Vec<Answer> = (0..count).map(|_| Err(BatchErrorKind::Missing)).collect();
    for reply in replies(&outer.body)? {
        let Ok(reply) = serde_json::from_str::<Object<'_>>(reply.get()) else { continue };
        let position = reply.get("id").and_then(|id| position(id));
        let Some(answer) = position.and_then(|position| answers.get_mut(position)) else { continue };
        *answer = match answer {
            Err(BatchErrorKind::Missing) => read(&reply, outer),
            // Which of several replies is the right one is unknown.
            _ => Err(BatchErrorKind::Duplicate),
        };
    }
    Ok(answers)
}

fn replies(body: &[u8]) -> Result<Vec<&RawValue>, ReadError> {
    let envelope: Object<'_> = serde_json::from_slice(body).map_err(|error| of_parts(&error))?;
    let replies = envelope.get("responses").map(|replies| serde_json::from_str(replies.get()));
    replies
        .and_then(Result::ok)
        .ok_or_else(|| data_error("responses", "the answer to a batch must hold a list of replies"))
}

/// The position of a request with this id. Ids are positions from 1, as text; a number is accepted too.
fn position(id: &RawValue) -> Option<usize> {
    let id = id.get().trim_matches('"');
    id.parse::<usize>().ok()?.checked_sub(1)
}

fn read(reply: &Object<'_>, outer: &Exchange) -> Answer {
    let status = reply.get("status").and_then(|status| status.get().trim_matches('"').parse().ok());
    let status =
        status.and_then(|status| StatusCode::from_u16(status).ok()).ok_or(BatchErrorKind::NoStatus)?;
    let headers = headers(reply, outer);
    let body = reply.get("body").map_or_else(Bytes::new, |body| content(body, &headers, &outer.body));
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    Ok(answer)
}

/// The headers of a reply. The service's time and request id are taken from the batch if the reply has none.
fn headers(reply: &Object<'_>, outer: &Exchange) -> HeaderMap {
    let own = reply.get("headers").map(|headers| serde_json::from_str(headers.get()));
    let own: HashMap<String, Value> = own.and_then(Result::ok).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (name, value) in own {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value))
        {
            headers.insert(name, value);
        }
    }
    for name in [DATE, REQUEST_ID] {
        if let Some(value) = outer.headers.get(&name) {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
    headers
}

/// The body of a reply in the form it has outside a batch, by its media type. Text is sent as text, anything
/// else that is not JSON as base64, and sometimes JSON is too.
fn content(body: &RawValue, headers: &HeaderMap, outer: &Bytes) -> Bytes {
    if body.get() == "null" {
        return Bytes::new();
    }
    let as_it_is = || outer.slice_ref(body.get().as_bytes());
    let Ok(text) = serde_json::from_str::<Cow<'_, str>>(body.get()) else { return as_it_is() };
    let declares_other = headers.contains_key(http::header::CONTENT_TYPE) && !is_json(headers);
    if declares_other && is_text(headers) {
        return text.into_owned().into();
    }
    match decode(&text) {
        // Base64 of JSON is recognised by its first byte: an ordinary JSON string rarely decodes to a brace.
        Some(bytes) if declares_other || bytes.starts_with(b"{") || bytes.starts_with(b"[") => bytes.into(),
        _ if declares_other => text.into_owned().into(),
        _ => as_it_is(),
    }
}

/// Whether the content type is that of text, which need not be encoded in JSON.
fn is_text(headers: &HeaderMap) -> bool {
    let content = header_text(headers, &http::header::CONTENT_TYPE);
    let content = content.unwrap_or_default().to_ascii_lowercase();
    let kind = content.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/") || kind.ends_with("/xml") || kind.ends_with("+xml")
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Decodes base64 of either alphabet, padded or not.
fn decode(text: &str) -> Option<Vec<u8>> {
    let standard = text.replace('-', "+").replace('_', "/");
    GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(standard).ok()
}
