//! Whether an answer is that of the request: Graph repeats the `client-request-id`.

use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::time::Instant;

use http::HeaderMap;
use http::header::HeaderValue;
use uuid::Uuid;

use crate::base::CLIENT_REQUEST_ID;
use crate::transport::{Arrival, TransportError, TransportErrorKind};

/// Whether the answer repeats the id of another request, which happens when a connection carries one answer
/// too many. Without an id, or if the request has an id that is not a GUID, that cannot be told.
pub(super) fn is_of_another(answer: &HeaderMap, id: &HeaderValue) -> bool {
    let mut repeated = answer.get_all(CLIENT_REQUEST_ID).iter().filter(|value| !value.is_empty()).peekable();
    if repeated.peek().is_none_or(|repeated| *repeated == id) {
        return false;
    }
    // Graph and gateways write a GUID in forms of their own.
    let Some(own) = guid(id) else { return false };
    repeated.all(|repeated| guid(repeated) != Some(own))
}

fn guid(value: &HeaderValue) -> Option<Uuid> {
    Uuid::parse_str(value.to_str().ok()?.trim().trim_matches('"')).ok()
}

/// The error in place of an answer to another request. The answer to this one is lost.
pub(super) fn error() -> TransportError {
    TransportError::new(TransportErrorKind::Broken, Arrival::MayHaveArrived).with_source(
        "the answer has the client-request-id of another request; behind a proxy that replaces the id, the \
         client must be built with `any_request_id`",
    )
}

/// The time for which pooled connections are not used after such an answer, because the answers on one of them
/// belong to the requests before. Longer than an idle connection is kept, so that none is left after it.
///
/// Source: reqwest, `ClientBuilder::pool_idle_timeout`: 90 seconds by default.
const QUARANTINE: Duration = Duration::from_secs(100);

/// Whether the pooled connections of a client can be used.
pub(super) struct Connections {
    start: Instant,
    /// Milliseconds from the start until which they cannot.
    quarantined_until: AtomicU64,
}

impl Connections {
    pub(super) fn new(start: Instant) -> Self {
        Self { start, quarantined_until: AtomicU64::new(0) }
    }

    pub(super) fn quarantine(&self, now: Instant) {
        let until = now.saturating_duration_since(self.start) + QUARANTINE;
        let until = u64::try_from(until.as_millis()).unwrap_or(u64::MAX);
        self.quarantined_until.fetch_max(until, Ordering::Relaxed);
    }

    pub(super) fn are_quarantined(&self, now: Instant) -> bool {
        let until = self.quarantined_until.load(Ordering::Relaxed);
        // Most clients never have to look at the clock.
        until > 0 && now.saturating_duration_since(self.start).as_millis() < until.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "9f1c0f5e-3a5b-4c7d-8e9f-001122334455";
    const OTHER: &str = "00000000-3a5b-4c7d-8e9f-001122334455";

    fn is_refused(own: &'static str, repeated: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in repeated {
            headers.append(CLIENT_REQUEST_ID, HeaderValue::from_static(value));
        }
        is_of_another(&headers, &HeaderValue::from_static(own))
    }

    #[test]
    fn ids_are_compared_as_guids() {
        for repeated in [
            &[][..],
            &[""],
            &[OWN],
            &["9F1C0F5E-3A5B-4C7D-8E9F-001122334455"],
            &["{9f1c0f5e-3a5b-4c7d-8e9f-001122334455}"],
            &["9f1c0f5e3a5b4c7d8e9f001122334455"],
            &["urn:uuid:9f1c0f5e-3a5b-4c7d-8e9f-001122334455"],
            &["\"9f1c0f5e-3a5b-4c7d-8e9f-001122334455\""],
            &[OTHER, OWN],
        ] {
            assert!(!is_refused(OWN, repeated), "{repeated:?}");
        }
        for repeated in [&[OTHER][..], &["mine"], &[OTHER, "mine"], &["", OTHER]] {
            assert!(is_refused(OWN, repeated), "{repeated:?}");
        }
        assert!(!is_refused("mine", &[OTHER]) && !is_refused("mine", &["mine"]));
    }

    #[test]
    fn connections_are_quarantined_for_a_time() {
        let start = Instant::now();
        let connections = Connections::new(start);
        assert!(!connections.are_quarantined(start));
        connections.quarantine(start + Duration::from_secs(5));
        assert!(connections.are_quarantined(start + Duration::from_secs(104)));
        assert!(!connections.are_quarantined(start + Duration::from_secs(105)));
    }
}
