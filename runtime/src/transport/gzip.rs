//! Asking for compressed replies.

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT_ENCODING, HeaderValue, RANGE};

/// Asks for a compressed reply, unless the request sets that itself or asks for a part of the reply.
pub(super) fn accepting_gzip(mut request: Request<Bytes>) -> Request<Bytes> {
    let headers = request.headers_mut();
    if !headers.contains_key(RANGE) {
        headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
    }
    request
}
