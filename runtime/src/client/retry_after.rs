//! The delay that the service asks for, in each of its forms.

use core::time::Duration;
use std::time::SystemTime;

use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::base::header_text;
use crate::error::intune_retry_after;

/// The delay that an answer asks for in its header, or in the `RetryAfter` of Intune's error message. `now`
/// replaces the service's time if the answer has no `Date`.
pub(crate) fn retry_after(headers: &HeaderMap, body: &[u8], now: SystemTime) -> Option<Duration> {
    // A date in `Retry-After` is relative to the clock of the service, which may differ from this one.
    let now = date(headers, &DATE).unwrap_or_else(|| now.into());
    header_text(headers, &RETRY_AFTER)
        .and_then(|text| read(text, now))
        .or_else(|| intune_retry_after(body).and_then(|text| read(&text, now)))
}

/// Parses whole seconds, a fraction, a date, or Intune's `hh:mm:ss`. Fractions are rounded up to the
/// nanosecond.
///
/// Source: RFC 9110, section 10.2.3; Microsoft Graph, "Microsoft Graph throttling guidance".
fn read(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    seconds(text).or_else(|| clock(text)).or_else(|| {
        let until = OffsetDateTime::parse(text, &Rfc2822).ok()?;
        Some((until - now).try_into().unwrap_or(Duration::ZERO))
    })
}

/// Parses `10` or `2.128`.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    // A number of too many digits is larger than any limit.
    let whole = whole.parse().unwrap_or(u64::MAX);
    let nanos = fraction.bytes().chain(core::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    // Rounded up, so that a request is never sent before the time that the service asked for.
    let more = fraction.bytes().skip(9).any(|digit| digit != b'0');
    Some(Duration::new(whole, nanos).saturating_add(Duration::from_nanos(more.into())))
}

/// Parses `00:01:30` or `00:01:30.5`, which is how .NET writes a time span.
fn clock(text: &str) -> Option<Duration> {
    let mut parts = text.split(':');
    let mut minutes = 0_u64;
    for _ in 0..2 {
        minutes = minutes.checked_mul(60)?.checked_add(u64::from(parts.next()?.parse::<u32>().ok()?))?;
    }
    let rest = seconds(parts.next()?)?;
    if parts.next().is_some() {
        return None;
    }
    Duration::from_secs(minutes.checked_mul(60)?).checked_add(rest)
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(header_text(headers, name)?, &Rfc2822).ok()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Response;

    use super::*;

    fn asked_by(answer: &Response<Bytes>) -> Option<Duration> {
        retry_after(answer.headers(), answer.body(), SystemTime::UNIX_EPOCH)
    }

    fn wait(header: &str) -> Option<Duration> {
        let answer = Response::builder()
            .header("date", "Tue, 24 Nov 2026 10:00:00 GMT")
            .header("retry-after", header)
            .body(Bytes::new());
        asked_by(&answer.unwrap())
    }

    #[test]
    fn every_form_is_read() {
        let millis = |millis| Some(Duration::from_millis(millis));
        assert_eq!(wait("10"), millis(10_000));
        assert_eq!(wait(" 0 "), millis(0));
        assert_eq!(wait("2.128"), millis(2_128));
        assert_eq!(wait("2."), millis(2_000));
        assert_eq!(wait("0.0000000001"), Some(Duration::from_nanos(1)), "never earlier than asked");
        assert_eq!(wait("Tue, 24 Nov 2026 10:01:30 GMT"), millis(90_000));
        assert_eq!(wait("Tue, 24 Nov 2026 09:59:00 GMT"), millis(0));
        assert_eq!(wait("00:01:30"), millis(90_000));
        assert_eq!(wait("00:00:01.5"), millis(1_500));
        assert_eq!(wait(&"9".repeat(40)), Some(Duration::from_secs(u64::MAX)));
        for nonsense in ["", "-1", "1e3", "soon", "1.5.2", ".5", "NaN", "1:2", "1:2:3:4", "Tue, 24 Nov"] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn without_a_date_header_the_clock_of_the_client_is_used() {
        let answer = Response::builder().header("retry-after", "Thu, 01 Jan 1970 00:00:07 GMT");
        let answer = answer.body(Bytes::new()).unwrap();
        assert_eq!(asked_by(&answer), Some(Duration::from_secs(7)));
    }

    #[test]
    fn the_message_of_intune_is_used_without_a_header() {
        let wait = |wait: serde_json::Value, header: Option<&str>| {
            let message = serde_json::json!({ "Message": "Too many", "RetryAfter": wait }).to_string();
            let body = serde_json::json!({ "error": { "code": "TooManyRequests", "message": message } });
            let mut answer = Response::builder();
            if let Some(header) = header {
                answer = answer.header("retry-after", header);
            }
            asked_by(&answer.body(body.to_string().into()).unwrap())
        };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait(30.into(), None), seconds(30));
        assert_eq!(wait("00:00:30".into(), None), seconds(30));
        assert_eq!(wait(30.into(), Some("5")), seconds(5));
        assert_eq!(wait(30.into(), Some("soon")), seconds(30));
        assert_eq!(wait(serde_json::Value::Null, None), None);
    }
}
