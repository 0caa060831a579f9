//! The body of an error, `{"error": {...}}`, in the three forms that parts of Graph use.

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::refusals::{Refusal, Style};

/// What an error body repeats of its request.
#[derive(Clone, Copy)]
pub(crate) struct Ids<'a> {
    pub(crate) request_id: &'a str,
    /// The id that the client sent, or the request id.
    pub(crate) client_request_id: &'a str,
    /// The path as the client sent it.
    pub(crate) path: &'a str,
}

/// The client's own request id, which the response repeats.
pub(crate) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

impl<'a> Ids<'a> {
    /// Returns the ids of a request with this request id.
    pub(crate) fn of(request_id: &'a str, headers: &'a HeaderMap, path: &'a str) -> Self {
        let given = headers.get(CLIENT_REQUEST_ID).and_then(|id| id.to_str().ok());
        Self { request_id, client_request_id: given.unwrap_or(request_id), path }
    }

    /// The header `request-id`, which every response has.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let id = HeaderValue::from_str(self.request_id).ok()?;
        Some((HeaderName::from_static("request-id"), id))
    }
}

/// The error as text, with its media type.
pub(crate) fn text(refusal: &Refusal, ids: &Ids<'_>) -> (String, &'static str) {
    if refusal.style != Style::Storage {
        return (body(refusal, ids).to_string(), "application/json");
    }
    let (code, message) = (&refusal.code, refusal.message.replace('&', "&amp;").replace('<', "&lt;"));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}\nRequestId:{}</Message></Error>",
        ids.request_id
    );
    (xml, "application/xml")
}

/// The error as JSON.
fn body(refusal: &Refusal, ids: &Ids<'_>) -> Value {
    let message = match refusal.style {
        Style::Gateway | Style::Model | Style::Storage => refusal.message.clone(),
        Style::Service => service_message(&refusal.message, ids),
    };
    let mut inner = Map::new();
    if refusal.style == Style::Model {
        inner.insert("message".to_owned(), refusal.message.clone().into());
    }
    if refusal.status == StatusCode::TOO_MANY_REQUESTS {
        inner.insert("code".to_owned(), "429".into());
        inner.insert("message".to_owned(), refusal.message.clone().into());
        inner.insert("status".to_owned(), "429".into());
    }
    inner.insert("date".to_owned(), date(OffsetDateTime::now_utc()).into());
    inner.insert("request-id".to_owned(), ids.request_id.into());
    inner.insert("client-request-id".to_owned(), ids.client_request_id.into());
    json!({"error": {"code": refusal.code, "message": message, "innerError": inner}})
}

/// The JSON text that Intune's services send as the message. Its operation id is all zeros.
fn service_message(message: &str, ids: &Ids<'_>) -> String {
    let (_, path) = ids.path.trim_start_matches('/').split_once('/').unwrap_or_default();
    let operation = uuid::Uuid::nil();
    let message = format!(
        "{message} - Operation ID (for customer support): {operation} - Activity ID: {} - Url: \
         https://fef.msub01.manage.microsoft.com/DeviceFE/StatelessDeviceFEService/{path}?api-version=5026-01-01",
        ids.client_request_id
    );
    let text = json!({
        "_version": 3,
        "Message": message,
        "CustomApiErrorPhrase": "",
        "RetryAfter": null,
        "ErrorSourceService": "",
        "HttpHeaders": "{}",
    });
    // Intune sends it with Windows line ends.
    format!("{text:#}").replace('\n', "\r\n")
}

/// `2026-11-24T10:00:00`: UTC, without an offset.
fn date(now: OffsetDateTime) -> String {
    let (hour, minute, second) = now.to_hms();
    format!("{}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}", now.year(), u8::from(now.month()), now.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: Ids<'_> = Ids { request_id: "r", client_request_id: "c", path: "/beta/deviceManagement/x/1" };

    #[test]
    fn messages_of_the_gateway_are_plain() {
        let body = body(&Refusal::missing_token(), &IDS);
        assert_eq!(body["error"]["message"], "Access token is empty.");
        let inner = body["error"]["innerError"].as_object().unwrap();
        assert_eq!(inner.keys().collect::<Vec<_>>(), ["date", "request-id", "client-request-id"]);
        assert_eq!((&inner["request-id"], &inner["client-request-id"]), (&json!("r"), &json!("c")));
    }

    #[test]
    fn messages_of_the_model_are_repeated_in_the_inner_error() {
        let body = body(&Refusal::unknown_member("x"), &IDS);
        assert_eq!(body["error"]["message"], body["error"]["innerError"]["message"]);
    }

    #[test]
    fn messages_of_a_service_are_json() {
        let body = body(&Refusal::not_found(), &IDS);
        let message: Value = serde_json::from_str(body["error"]["message"].as_str().unwrap()).unwrap();
        assert_eq!(message["_version"], 3);
        let text = message["Message"].as_str().unwrap();
        assert!(
            text.starts_with("An error has occurred - Operation ID (for customer support): 0000"),
            "{text}"
        );
        assert!(text.contains(" - Activity ID: c - Url: https://"), "{text}");
        assert!(text.contains("/StatelessDeviceFEService/deviceManagement/x/1?"), "{text}");
    }

    #[test]
    fn dates_are_padded() {
        assert_eq!(date(OffsetDateTime::UNIX_EPOCH), "1970-01-01T00:00:00");
    }
}
