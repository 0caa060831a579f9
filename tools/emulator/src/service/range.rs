//! The part of a file that `Range` asks for.
//!
//! Source: RFC 9110, "Range Requests"; Microsoft Graph, "Download driveItem content"; Azure Storage, "Get Blob".

use hyper::header::{CONTENT_RANGE, IF_RANGE, RANGE};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use crate::answers::response::{Content, Success};
use crate::media::range::Asked;
use crate::refusals::Refusal;

/// Reduces the bytes of a response to the range that the request asks for. `outside` refuses a range after their
/// end, given their number. Other responses remain as they are.
pub(crate) fn part(
    mut success: Success,
    request: &Parts,
    outside: fn(usize) -> Refusal,
) -> Result<Success, Refusal> {
    // Only GET has ranges. No file has a validator that `If-Range` could match.
    let may_be_part = request.method == Method::GET && !request.headers.contains_key(IF_RANGE);
    let range = request.headers.get(RANGE).filter(|_| may_be_part && success.status == StatusCode::OK);
    let (Some(range), Content::Bytes(_, bytes)) = (range, &mut success.content) else { return Ok(success) };
    let size = bytes.len();
    match Asked::read(range.to_str().unwrap_or_default(), size as u64) {
        Asked::Whole => Ok(success),
        Asked::Nothing => Err(outside(size)),
        Asked::Part { first, last } => {
            let at = |offset: u64| usize::try_from(offset).unwrap_or(size);
            *bytes = bytes.slice(at(first)..=at(last));
            success.status = StatusCode::PARTIAL_CONTENT;
            Ok(success.with_header(CONTENT_RANGE, format!("bytes {first}-{last}/{size}")))
        }
    }
}
