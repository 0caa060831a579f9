//! Responses in place of the real ones: faults and limits.

use bytes::Bytes;
use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::{Method, Response};

use crate::answers::response::{denied, page, refused};
use crate::auth::caller::{Caller, Denial};
use crate::faults::fault::Fault;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::service::Service;
use crate::service::exchange::Exchange;

impl Service {
    pub(crate) fn next_fault(&self) -> Fault {
        lock(&self.faults).take(self.tokens.has_spare())
    }

    /// Returns the response that a fault puts in place of the real one.
    pub(crate) fn fault_response(
        &self,
        exchange: &Exchange<'_>,
        fault: &Fault,
        caller: Result<&Caller<'_>, &Denial>,
    ) -> Option<Response<Bytes>> {
        let ids = &exchange.ids;
        let (refusal, retry_after) = match fault {
            Fault::Throttled(retry_after) => (Refusal::throttled(), *retry_after),
            Fault::Status(status, retry_after) => (Refusal::injected(*status), *retry_after),
            Fault::Html(status) => return Some(page(*status)),
            Fault::ClaimsChallenge => {
                return Some(match caller {
                    Ok(caller) => denied(&self.tokens.revoke(caller), ids),
                    Err(denial) => denied(denial, ids),
                });
            }
            Fault::NotServed => {
                return Some(refused(&self.not_served_refusal(exchange.method, ids.path), ids));
            }
            _ => return None,
        };
        let mut response = refused(&refusal, ids);
        let header = retry_after.header();
        let delay = header.as_ref().map(|(_, delay)| *delay);
        lock(&self.retry_log).record_wait(exchange.method, exchange.target, delay);
        let value = header.and_then(|(text, _)| HeaderValue::from_str(&text).ok());
        response.headers_mut().extend(value.map(|value| (RETRY_AFTER, value)));
        Some(response)
    }

    /// Returns the response to a request over a limit; otherwise counts the request. A batch is not counted,
    /// but each request in it is.
    pub(crate) fn throttle_response(
        &self,
        exchange: &Exchange<'_>,
        caller: &Caller<'_>,
    ) -> Option<Response<Bytes>> {
        let throttler = self.throttler.as_ref()?;
        let target = ParsedPath::read(exchange.ids.path);
        let segments = target.as_ref().map_or(&[][..], |target| &target.segments);
        let retry_after = throttler.admit(caller, exchange.method, segments).err()?;
        self.fault_response(exchange, &Fault::Throttled(retry_after), Ok(caller))
    }

    /// The refusal of an address that is not served, whether or not it is.
    fn not_served_refusal(&self, method: &Method, path: &str) -> Refusal {
        let Some(target) = ParsedPath::read(path) else { return Refusal::undecodable_path() };
        let Some(schema) = self.model.schema(&target.version) else {
            return Refusal::unknown_version(&target.version);
        };
        let found = Resource::find(schema, &target).map(|resource| resource.address);
        Refusal::route(&found.unwrap_or_else(|| Resource::guess(schema, &target)), method.as_str())
    }
}
