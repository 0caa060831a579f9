//! One `tracing` span for each request. Does nothing without the feature.
//!
//! A span contains no ids of entities, no query and no token: the path is the template.

#[cfg(not(feature = "tracing"))]
pub(super) use self::disabled::Trace;
#[cfg(feature = "tracing")]
pub(super) use self::enabled::Trace;

#[cfg(feature = "tracing")]
mod enabled {
    use core::time::Duration;
    use std::borrow::Cow;

    use http::StatusCode;
    use tracing::field::Empty;
    use tracing::{Instrument as _, Span, debug, debug_span};

    use crate::request::RequestSpec;

    /// The span of a request, over all its attempts.
    #[derive(Clone)]
    pub(in crate::client) struct Trace(Span);

    impl Trace {
        pub(in crate::client) fn new(spec: &RequestSpec) -> Self {
            Self(debug_span!(
                "graph_request",
                method = spec.method.as_str(),
                template = &*spec.template,
                attempt = Empty,
                status = Empty,
                request_id = Empty,
                client_request_id = Empty,
            ))
        }

        /// Runs the request inside its span. Not an `async fn`, whose future would store the request's future
        /// twice.
        pub(in crate::client) fn instrument<T>(
            self,
            request: impl Future<Output = T>,
        ) -> impl Future<Output = T> {
            request.instrument(self.0)
        }

        pub(in crate::client) fn record_client_request_id(&self, client_request_id: &str) {
            self.0.record("client_request_id", client_request_id);
        }

        pub(in crate::client) fn record_attempt(&self, number: u32) {
            self.0.record("attempt", number);
        }

        pub(in crate::client) fn record_answer<'a>(
            &self,
            status: StatusCode,
            request_id: impl FnOnce() -> Option<Cow<'a, str>>,
        ) {
            self.0.record("status", status.as_u16());
            if let Some(request_id) = request_id() {
                self.0.record("request_id", &*request_id);
            }
        }

        pub(in crate::client) fn log_wait(&self, time: Duration) {
            let seconds = time.as_secs_f64();
            debug!(parent: &self.0, seconds, "trying again after a wait");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use core::time::Duration;
    use std::borrow::Cow;

    use http::StatusCode;

    use crate::request::RequestSpec;

    /// Records nothing.
    #[derive(Clone)]
    pub(in crate::client) struct Trace;

    #[allow(clippy::unused_self, reason = "has the shape of the one that tells")]
    impl Trace {
        pub(in crate::client) fn new(_: &RequestSpec) -> Self {
            Self
        }

        pub(in crate::client) fn instrument<T>(
            self,
            request: impl Future<Output = T>,
        ) -> impl Future<Output = T> {
            request
        }

        pub(in crate::client) fn record_client_request_id(&self, _: &str) {}

        pub(in crate::client) fn record_attempt(&self, _: u32) {}

        pub(in crate::client) fn record_answer<'a>(
            &self,
            _: StatusCode,
            _: impl FnOnce() -> Option<Cow<'a, str>>,
        ) {
        }

        pub(in crate::client) fn log_wait(&self, _: Duration) {}
    }
}
