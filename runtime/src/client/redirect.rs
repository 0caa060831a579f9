//! The one redirect that is followed: that of a report or a file to a pre-authorised address.

use bytes::Bytes;
use http::header::{HeaderValue, LOCATION, USER_AGENT};
use http::{Request, Response, Uri};

use super::exchange::{Answer, AttemptLoop};
use super::{Client, Exchange, Shared};
use crate::base::REQUEST_ID;
use crate::credential::AccessToken;
use crate::error::Error;

impl Shared {
    /// The exchange with the last answer, or with that of the address to which it redirects, if the request
    /// follows redirects.
    pub(super) async fn follow_or_finish(
        &self,
        mut attempts: AttemptLoop<'_>,
        answer: Answer,
        token: AccessToken,
    ) -> Result<Exchange, Error> {
        let redirect = answer.as_ref().ok().filter(|_| attempts.spec.follows_redirect());
        let Some(address) = redirect.and_then(|answer| self.preauthorized_address(answer)) else {
            return attempts.finish(answer, token, &self.tokens);
        };
        let redirected_by = redirect.and_then(|redirect| redirect.headers().get(REQUEST_ID)).cloned();
        attempts.follow(&address);
        attempts.trace.log_redirect();
        let request = attempts.without_token(&address, self)?;
        let answer = self.send_without_token(&mut attempts, &request).await;
        Ok(attempts.finish(answer, token, &self.tokens)?.redirected_by(redirected_by))
    }

    /// The address that a redirect leads to, if a request without a token may go there.
    fn preauthorized_address(&self, redirect: &Response<Bytes>) -> Option<Uri> {
        let location = redirect.headers().get(LOCATION).filter(|_| redirect.status().is_redirection())?;
        self.endpoint.safe_link(location.to_str().ok()?)
    }
}

impl Client {
    /// The address that the answer to a request of a batch redirects to, if a request without a token may go
    /// there.
    pub(crate) fn preauthorized_address(&self, redirect: &Response<Bytes>) -> Option<Uri> {
        self.shared.preauthorized_address(redirect)
    }
}

impl Exchange {
    /// The exchange with the address that Graph redirected to, under Graph's own id, which is the one that support asks
    /// for.
    pub(crate) fn redirected_by(mut self, request_id: Option<HeaderValue>) -> Self {
        if let Some(request_id) = request_id {
            self.headers.insert(REQUEST_ID, request_id);
        }
        self
    }
}

impl AttemptLoop<'_> {
    fn without_token(&self, address: &Uri, shared: &Shared) -> Result<Request<Bytes>, Error> {
        let mut request = self.spec.redirected().with_preauthorized(address).to_http(&shared.endpoint)?;
        request.headers_mut().insert(USER_AGENT, shared.headers.user_agent().clone());
        Ok(request)
    }
}
