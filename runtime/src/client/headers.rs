//! The headers that the requests of a client share.

use http::header::{HeaderMap, HeaderValue, USER_AGENT};

use crate::base::CLIENT_REQUEST_ID;
use crate::request::default_headers;

/// The headers that the requests of a client share. They are copied as a whole, which costs less than to insert
/// one after the other.
pub(super) struct SharedHeaders {
    with_body: HeaderMap,
    without_body: HeaderMap,
}

impl SharedHeaders {
    pub(super) fn new(user_agent: &HeaderValue) -> Self {
        let shared = |has_body| {
            let mut headers = default_headers(has_body);
            headers.insert(USER_AGENT, user_agent.clone());
            // Takes the place of the id, so that a copy has grown enough with the next header.
            headers.insert(CLIENT_REQUEST_ID, HeaderValue::from_static(""));
            headers
        };
        Self { with_body: shared(true), without_body: shared(false) }
    }

    pub(super) fn user_agent(&self) -> &HeaderValue {
        &self.without_body[USER_AGENT]
    }

    /// The headers of a request with this id, or without one.
    pub(super) fn of_request(&self, has_body: bool, id: Option<&HeaderValue>) -> HeaderMap {
        let mut headers = if has_body { self.with_body.clone() } else { self.without_body.clone() };
        match id {
            Some(id) => headers.insert(CLIENT_REQUEST_ID, id.clone()),
            None => headers.remove(CLIENT_REQUEST_ID),
        };
        headers
    }
}
