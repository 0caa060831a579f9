//! A reply: a value, and the metadata around it.

use core::fmt;
use core::ops::Deref;

use http::StatusCode;
use http::header::{DATE, ETAG, HeaderMap, HeaderName, LOCATION};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::base::{REQUEST_ID, header_text};

/// A value that Graph sent, with the status and headers of the answer.
///
/// Dereferences to the value: `reply.display_name` is a property of an entity that was read, and
/// `reply.items` those of a page. To take the value, or a part of it, use [`into_value`](Self::into_value).
///
/// Source of the headers: Microsoft Graph, "Best practices", and RFC 9110.
#[derive(Clone)]
pub struct Reply<T> {
    pub(super) value: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) client_request_id: String,
}

impl<T> Reply<T> {
    /// Returns the value that was read from the body.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value and drops the status and the headers.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Converts the value and keeps the metadata.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reply<U> {
        let Self { value, status, headers, client_request_id } = self;
        Reply { value: make(value), status, headers, client_request_id }
    }

    /// Returns the HTTP status, which is 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The id that Graph gave the request, which Microsoft's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.text(&REQUEST_ID)
    }

    /// The id that the client gave the request, which Graph logs. Empty for a request to a pre-authorised
    /// address.
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }

    /// The `ETag` of the entity, for [`Request::if_match`](crate::Request::if_match).
    pub fn etag(&self) -> Option<&str> {
        self.text(&ETAG)
    }

    /// The `Location`: of the entity that was made, or with 202 of the operation that makes it. Relative to the
    /// endpoint or to the version, or a full URL. It contains ids.
    pub fn location(&self) -> Option<&str> {
        self.text(&LOCATION)
    }

    /// The service's time when it answered, as in the header: `Tue, 24 Nov 2026 10:00:00 GMT`.
    pub fn date(&self) -> Option<&str> {
        self.text(&DATE)
    }

    /// The service's time when it answered, to the second, in UTC.
    pub fn date_time(&self) -> Option<OffsetDateTime> {
        self.date().and_then(|text| OffsetDateTime::parse(text, &Rfc2822).ok())
    }

    /// Returns all headers of the reply.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    fn text(&self, name: &HeaderName) -> Option<&str> {
        header_text(&self.headers, name)
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Omits the headers, which may contain a cookie from a proxy.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("client_request_id", &self.client_request_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_returns_the_values_of_its_headers() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, "r1".parse().unwrap());
        headers.insert(ETAG, "W/\"1\"".parse().unwrap());
        headers.insert(DATE, "Tue, 24 Nov 2026 10:00:00 GMT".parse().unwrap());
        headers.insert("set-cookie", "session=hunter2".parse().unwrap());
        let reply = Reply { value: 1, status: StatusCode::OK, headers, client_request_id: "c1".to_owned() };
        assert_eq!((reply.request_id(), reply.etag()), (Some("r1"), Some("W/\"1\"")));
        assert_eq!(reply.date_time().unwrap().unix_timestamp(), 1_795_514_400);
        assert!(!format!("{reply:?}").contains("hunter2"));
        let reply = reply.map(|value| value + 1);
        assert_eq!((*reply.value(), reply.client_request_id()), (2, "c1"));
        assert_eq!(reply.into_value(), 2);
    }

    #[test]
    fn the_fields_of_the_value_are_those_of_the_reply() {
        // Named like what the reply keeps: its own fields are private.
        struct Device {
            value: i32,
            status: &'static str,
            headers: [u8; 2],
        }

        let value = Device { value: 7, status: "active", headers: [1, 2] };
        let reply = Reply {
            value,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            client_request_id: String::new(),
        };
        let device: &Device = &reply;
        assert_eq!((device.value, device.status, device.headers), (7, "active", [1, 2]));
        assert_eq!(reply.status(), StatusCode::OK);
    }
}
