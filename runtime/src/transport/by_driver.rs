//! The default transport of a client whose requests are both awaited and sent by blocking calls.

use core::time::Duration;
use std::sync::OnceLock;

use bytes::Bytes;

use super::{BoxFuture, SendOptions, Transport, TransportError, UreqTransport};
use crate::base::{Driver, Endpoint, driver};

/// A transport for requests that are awaited, and another one for those of blocking calls, which need no
/// runtime.
pub(crate) struct ByDriver<T> {
    awaited: T,
    /// Made by the first blocking call, because reading the system's certificates takes a moment.
    blocking: OnceLock<UreqTransport>,
    endpoint: Endpoint,
    connect_timeout: Duration,
}

impl<T: Transport> ByDriver<T> {
    pub(crate) fn new(awaited: T, endpoint: &Endpoint, connect_timeout: Duration) -> Self {
        Self { awaited, blocking: OnceLock::new(), endpoint: endpoint.clone(), connect_timeout }
    }

    fn blocking(&self) -> Result<&UreqTransport, TransportError> {
        if let Some(transport) = self.blocking.get() {
            return Ok(transport);
        }
        let transport = UreqTransport::for_endpoint(&self.endpoint, self.connect_timeout)?;
        // Another call may have made one at the same time.
        Ok(self.blocking.get_or_init(|| transport))
    }
}

impl<T: Transport> Transport for ByDriver<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            match driver().await {
                Driver::Executor => self.awaited.send(request, options).await,
                Driver::Call | Driver::ConcurrentCall => self.blocking()?.send(request, options).await,
            }
        })
    }

    fn keeps_timeout(&self) -> bool {
        self.awaited.keeps_timeout()
    }
}

/// Refuses a request of a blocking call, for transports that wait for a runtime. The call polls them outside of
/// one, or on the thread that the runtime needs.
///
/// # Errors
/// [`TransportErrorKind::Refused`] in a blocking call.
pub(super) async fn awaited_only() -> Result<(), TransportError> {
    match driver().await {
        Driver::Executor => Ok(()),
        Driver::Call | Driver::ConcurrentCall => Err(TransportError::refused(
            "it needs an async runtime: give the client a `UreqTransport`, or await `send` in the runtime",
        )),
    }
}
