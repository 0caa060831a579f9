//! One `tracing` span for each request, and events for retries, throttling, tokens and challenges. Does nothing
//! without the feature.
//!
//! Neither contains ids of entities, a query or a token: the path is the template. The fields are those of
//! OpenTelemetry's semantic conventions for HTTP clients, and the two ids are called as the Azure SDK calls them.
//!
//! Source: OpenTelemetry, "Semantic conventions for HTTP spans", "HTTP client span".

#[cfg(not(feature = "tracing"))]
pub(super) use self::disabled::Trace;
#[cfg(feature = "tracing")]
pub(super) use self::enabled::Trace;

#[cfg(feature = "tracing")]
mod enabled {
    use core::time::Duration;

    use http::StatusCode;
    use tracing::field::Empty;
    use tracing::{Instrument as _, Span, debug, debug_span};

    use crate::base::Endpoint;
    use crate::client::observe::RetryReason;
    use crate::request::RequestSpec;

    /// The span of a request, over all its attempts.
    #[derive(Clone)]
    pub(in crate::client) struct Trace(Span);

    impl Trace {
        pub(in crate::client) fn new(spec: &RequestSpec, endpoint: &Endpoint) -> Self {
            let (host, port) = spec.server(endpoint);
            Self(debug_span!(
                "graph_request",
                otel.name = %format_args!("{} {}", spec.method, spec.template),
                otel.kind = "client",
                otel.status_code = Empty,
                http.request.method = spec.method.as_str(),
                url.template = &*spec.template,
                server.address = &*host,
                server.port = port,
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                error.type = Empty,
                az.client_request_id = Empty,
                az.service_request_id = Empty,
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
            self.0.record("az.client_request_id", client_request_id);
        }

        pub(in crate::client) fn record_attempt(&self, number: u32) {
            if number > 1 {
                self.0.record("http.request.resend_count", number - 1);
            }
        }

        pub(in crate::client) fn record_answer(&self, status: StatusCode, request_id: Option<&str>) {
            if self.0.is_disabled() {
                return;
            }
            self.0.record("http.response.status_code", status.as_u16());
            if let Some(request_id) = request_id {
                self.0.record("az.service_request_id", request_id);
            }
            if matches!(status.as_u16(), 429 | 509) {
                debug!(parent: &self.0, http.response.status_code = status.as_u16(), "throttled");
            }
        }

        /// Records that the request ends in an error: a status or the kind of a transport's error.
        pub(in crate::client) fn record_failure(&self, error_type: &str) {
            self.0.record("error.type", error_type).record("otel.status_code", "ERROR");
        }

        pub(in crate::client) fn log_retry(&self, reason: RetryReason, wait: Duration) {
            let seconds = wait.as_secs_f64();
            debug!(parent: &self.0, reason = reason.as_str(), seconds, "retry");
        }

        pub(in crate::client) fn log_challenge(&self, is_answered: bool) {
            debug!(parent: &self.0, is_answered, "claims challenge");
        }

        pub(in crate::client) fn log_redirect(&self) {
            debug!(parent: &self.0, "redirect followed without the token");
        }

        /// Logs a call of the credential, in the span of the request that needs it.
        pub(in crate::client) fn log_token_request(is_refused: bool) {
            debug!(is_refused, "token requested");
        }

        /// Logs a retry of a request in a batch.
        pub(in crate::client) fn log_item_retry(template: &str, reason: RetryReason, wait: Duration) {
            let seconds = wait.as_secs_f64();
            debug!(url.template = template, reason = reason.as_str(), seconds, "retry in a batch");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use core::time::Duration;

    use http::StatusCode;

    use crate::base::Endpoint;
    use crate::client::observe::RetryReason;
    use crate::request::RequestSpec;

    /// Records nothing.
    #[derive(Clone)]
    pub(in crate::client) struct Trace;

    #[allow(clippy::unused_self, reason = "has the shape of the one that tells")]
    impl Trace {
        pub(in crate::client) fn new(_: &RequestSpec, _: &Endpoint) -> Self {
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

        pub(in crate::client) fn record_answer(&self, _: StatusCode, _: Option<&str>) {}

        pub(in crate::client) fn record_failure(&self, _: &str) {}

        pub(in crate::client) fn log_retry(&self, _: RetryReason, _: Duration) {}

        pub(in crate::client) fn log_challenge(&self, _: bool) {}

        pub(in crate::client) fn log_redirect(&self) {}

        pub(in crate::client) fn log_token_request(_: bool) {}

        pub(in crate::client) fn log_item_retry(_: &str, _: RetryReason, _: Duration) {}
    }
}
