//! Sending, the only step with I/O: sends a request, and returns a reply or a typed error.

use core::time::Duration;

use super::{Client, Exchange, Reply, is_not_awaited};
use crate::base::BoxFuture;
#[cfg(feature = "blocking")]
use crate::base::block_on;
use crate::error::Error;
use crate::request::{Request, RequestSpec};

impl<T> Request<T> {
    /// Sends the request. This is the only step with I/O.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<T>, Error> {
        client.send(self).await
    }

    /// Sends the request and waits for the operation that it starts.
    ///
    /// If Graph answers 202 with a `Location`, the client polls that link: as often as `Retry-After` allows,
    /// otherwise after 2, 4, 8, 16 and then every 30 seconds. When the operation has succeeded, the value is
    /// read from the link to its result, or from the last answer if there is no such link. Any other answer
    /// is read as [`send`](Self::send) reads it. `limit` is the maximum time of it all: a poll that is running
    /// then is cut short.
    ///
    /// # Errors
    /// [`Error::Operation`] if the operation fails or does not end in time, [`Error::ForeignLink`] if Graph
    /// links to another service.
    ///
    /// Source: Microsoft Graph, "Long running operations".
    pub async fn send_and_wait(self, client: &Client, limit: Duration) -> Result<Reply<T>, Error> {
        let Self { spec, read } = self;
        let exchange = client.exchange_and_wait(spec, limit).await?;
        match read(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.read_error(error)),
        }
    }

    /// Sends the request and blocks the thread until it has its reply, without a runtime.
    ///
    /// Tokens, attempts, delays, the budget and the limits are those of [`send`](Self::send): it is the same
    /// code. The client's default transport is then a [`UreqTransport`](crate::transport::UreqTransport),
    /// whatever other features are enabled. A transport or a credential of your own must not need a runtime,
    /// or must bring one. [`HyperTransport`](crate::transport::HyperTransport) and
    /// [`ReqwestTransport`](crate::transport::ReqwestTransport) need one, and return an error.
    ///
    /// On a thread of an async runtime, the call neither panics nor waits for the runtime, but no other task
    /// runs on that thread meanwhile. Prefer [`send`](Self::send) there, or `tokio::task::spawn_blocking`. A
    /// credential that waits for a runtime of one thread, which this call blocks, ends the request at its
    /// [`deadline`](Self::deadline).
    ///
    /// # Errors
    /// See [`Error`].
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self, client: &Client) -> Result<Reply<T>, Error> {
        client.send_blocking(self)
    }

    /// The same as [`send_and_wait`](Self::send_and_wait) as a blocking call, for which see
    /// [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    /// Those of `send_and_wait`.
    #[cfg(feature = "blocking")]
    pub fn send_and_wait_blocking(self, client: &Client, limit: Duration) -> Result<Reply<T>, Error> {
        block_on(self.send_and_wait(client, limit))
    }
}

is_not_awaited!(impl<T> Request<T> => T);

impl Client {
    /// Sends a request. The same as [`Request::send`].
    ///
    /// # Errors
    /// See [`Error`]. Match on its [`ErrorKind`](crate::ErrorKind).
    pub async fn send<T>(&self, request: Request<T>) -> Result<Reply<T>, Error> {
        let Request { spec, read } = request;
        let exchange = self.exchange(spec).await?;
        match read(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.read_error(error)),
        }
    }

    /// Sends a request and blocks the thread. The same as [`Request::send_blocking`].
    ///
    /// # Errors
    /// See [`Error`]. Match on its [`ErrorKind`](crate::ErrorKind).
    #[cfg(feature = "blocking")]
    pub fn send_blocking<T>(&self, request: Request<T>) -> Result<Reply<T>, Error> {
        block_on(self.send(request))
    }

    /// Sends a request and returns its answer of any status.
    pub(crate) async fn exchange_any(&self, spec: &RequestSpec) -> Result<Exchange, Error> {
        self.shared.exchange(spec).await
    }

    /// The part of sending that does not depend on the type of the value: token, retries, challenges. Boxed,
    /// so that it is compiled once in this crate and not in every program that sends.
    pub(crate) fn exchange(&self, spec: Box<RequestSpec>) -> BoxFuture<'_, Result<Exchange, Error>> {
        Box::pin(async move { self.shared.exchange(&spec).await?.checked() })
    }
}
