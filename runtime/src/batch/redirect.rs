//! Redirects of requests in a batch: those of a report or a file to a pre-authorised address.

use core::time::Duration;

use bytes::Bytes;
use http::header::HeaderValue;
use http::{Response, Uri};

use super::in_flight::{Completed, Outcome};
use super::item::Item;
use crate::base::{BoxFuture, REQUEST_ID};
use crate::client::{Client, Exchange};
use crate::request::{Carried, RequestSpec};

/// A redirect that is to be followed, as that of a request outside a batch.
pub(super) struct Redirect {
    pub(super) index: usize,
    spec: RequestSpec,
    address: Uri,
    /// What the request in the batch carried, which no error may show.
    carried: Carried,
    request_id: Option<HeaderValue>,
}

impl Redirect {
    /// The redirect of an answer, if it is followed.
    pub(super) fn of(
        client: &Client,
        index: usize,
        item: &mut Item,
        answer: &Response<Bytes>,
        carried: &Carried,
    ) -> Option<Self> {
        let address = client.preauthorized_address(answer).filter(|_| item.redirected.is_some())?;
        Some(Self {
            index,
            spec: item.redirected.take()?.with_preauthorized(&address),
            carried: carried.clone(),
            request_id: answer.headers().get(REQUEST_ID).cloned(),
            address,
        })
    }

    /// Fetches the address in the time that is left to the request.
    pub(super) fn follow<'a>(mut self, client: &'a Client, item: &mut Item) -> BoxFuture<'a, Completed> {
        let sent_at = client.clock().now();
        self.spec.options.timeout = Some(item.timeout);
        self.spec.options.deadline = Some(item.time_left(sent_at));
        Box::pin(async move {
            let result = client.exchange_any(&self.spec).await;
            let members = vec![self.index];
            let outcome = Outcome::Followed(Box::new(result.map(|exchange| self.complete(exchange))));
            Completed { members, sent_at, queued: Duration::ZERO, outcome }
        })
    }

    fn complete(self, mut exchange: Exchange) -> Exchange {
        let path = self.address.path_and_query().map(ToString::to_string);
        exchange.carried = self.carried.with_preauthorized(path);
        exchange.redirected_by(self.request_id)
    }
}
