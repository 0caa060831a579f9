//! Requests to pre-authorised addresses: without the token and everything else that is only for Graph.

use bytes::Bytes;
use http::Uri;

use super::exchange::{Answer, AttemptLoop};
use super::trace::Trace;
use super::{Exchange, Shared};
use crate::credential::AccessToken;
use crate::error::Error;
use crate::request::RequestSpec;

impl Shared {
    /// Sends a request to a pre-authorised address and returns its last answer, of any status. The address is
    /// not Graph's, so its requests are not counted in the budget of the client.
    pub(super) async fn run_preauthorized(
        &self,
        spec: &RequestSpec,
        trace: Trace,
    ) -> Result<Exchange, Error> {
        let mut attempts = self.start(spec, trace);
        let request = attempts.compose(self, None)?;
        attempts.follow(request.uri());
        request
            .uri()
            .authority()
            .map_or("", |authority| authority.as_str())
            .clone_into(&mut attempts.call.host);
        let answer = self.send_without_token(&mut attempts, &request).await;
        attempts.finish(answer, AccessToken::unknown(), &self.tokens)
    }

    /// The last answer to a request that carries no token, after all its attempts.
    pub(super) async fn send_without_token(
        &self,
        attempts: &mut AttemptLoop<'_>,
        request: &http::Request<Bytes>,
    ) -> Answer {
        loop {
            let answer = self.attempt(request.clone(), attempts).await;
            let answer = answer.and_then(|answer| self.within_limit(answer));
            attempts.record(&answer, self);
            if answer.as_ref().is_ok_and(|answer| answer.status().is_success()) {
                return answer;
            }
            let Some(wait) = attempts.next_delay(&answer, self) else { return answer };
            self.clock.sleep(wait).await;
        }
    }
}

impl AttemptLoop<'_> {
    /// Continues with a pre-authorised address. Its path and its query are secret.
    pub(super) fn follow(&mut self, address: &Uri) {
        self.preauthorized = address.path_and_query().map(ToString::to_string);
        self.options.new_connection = false;
    }
}
