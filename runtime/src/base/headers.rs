//! Graph's own headers, and `Prefer`, whose values are combined.

use graph_entity_model::base::InvalidRequestError;
use http::header::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
pub(crate) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
pub(crate) const UNKNOWN_MEMBERS: &str = "include-unknown-enum-members";

/// The value of a header. `None` without one, and for a value that is not visible ASCII.
pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Adds a preference to the `Prefer` header. There is only one such header, because a second would replace
/// the first.
pub(crate) fn prefer(headers: &mut HeaderMap, preference: &'static str) {
    // Cannot fail: a constant of this crate is a valid header value.
    let _ = add_preference(headers, preference);
}

/// Adds a preference that the user chose.
pub(crate) fn add_preference(headers: &mut HeaderMap, preference: &str) -> Result<(), InvalidRequestError> {
    let name = HeaderName::from_static("prefer");
    let held = header_text(headers, &name);
    let all = held.map_or_else(|| preference.to_owned(), |held| format!("{held}, {preference}"));
    let value =
        HeaderValue::from_str(&all).map_err(|_| InvalidRequestError::Header { name: name.to_string() })?;
    headers.insert(name, value);
    Ok(())
}
