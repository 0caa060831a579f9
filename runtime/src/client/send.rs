//! Sending, the only step with I/O: sends a request, and returns a reply or a typed error.

use core::time::Duration;

use super::{Client, Exchange, Reply, is_not_awaited};
use crate::base::BoxFuture;
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

    /// Sends a request and returns its answer of any status.
    pub(crate) async fn exchange_any(&self, spec: &RequestSpec) -> Result<Exchange, Error> {
        self.shared.exchange(spec).await
    }

    /// The part of sending that does not depend on the type of the value: token, retries, challenges. Boxed,
    /// so that it is compiled once in this crate and not in every program that sends.
    pub(crate) fn exchange(&self, spec: RequestSpec) -> BoxFuture<'_, Result<Exchange, Error>> {
        Box::pin(async move { self.shared.exchange(&spec).await?.checked() })
    }
}
