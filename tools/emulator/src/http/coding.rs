//! Request bodies in gzip.
//!
//! Source: RFC 9110, "Content-Encoding".

use std::io::Read as _;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use hyper::header::{CONTENT_ENCODING, HeaderMap};

use crate::refusals::Refusal;

/// Decodes a body by the header that says how it is encoded. The limit is that of the decoded bytes.
pub(super) fn decoded(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, Refusal> {
    let mut codings = headers.get_all(CONTENT_ENCODING).into_iter();
    let coding = codings.next().map_or("identity", |value| value.to_str().unwrap_or_default().trim());
    if codings.next().is_some() {
        return Err(Refusal::unknown_coding());
    }
    if coding.is_empty() || coding.eq_ignore_ascii_case("identity") {
        return Ok(body);
    }
    if !coding.eq_ignore_ascii_case("gzip") && !coding.eq_ignore_ascii_case("x-gzip") {
        return Err(Refusal::unknown_coding());
    }
    // One byte more than the limit tells a body that is too large from one that just fits.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut decoded = Vec::new();
    MultiGzDecoder::new(&*body)
        .take(most)
        .read_to_end(&mut decoded)
        .map_err(|_| Refusal::malformed_coding())?;
    if decoded.len() > limit { Err(Refusal::too_large(limit)) } else { Ok(decoded.into()) }
}
