//! Sending, the only step that does I/O: a request goes out, a reply or a named error comes back.

use core::time::Duration;

use super::{Client, Exchange, Reply};
use crate::base::BoxFuture;
use crate::error::Error;
use crate::request::{Request, RequestSpec};

impl<T> Request<T> {
    /// Sends the request. The only step that does I/O.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<T>, Error> {
        client.send(self).await
    }

    /// Sends the request and waits for what it starts.
    ///
    /// Where Graph answers 202 with a `Location`, the client asks there how things stand: as often as `Retry-After`
    /// lets it, otherwise after 2, 4, 8, 16 and then every 30 seconds. When the operation has succeeded, the value is
    /// read from where it says its result is; where it names no place, from its last answer. Any other answer is read
    /// as [`send`](Self::send) does. `limit` is the longest time after the 202.
    ///
    /// # Errors
    /// [`Error::Operation`] where the operation fails, or has not ended when the time is up;
    /// [`Error::ForeignLink`] where Graph points to another service.
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

impl Client {
    /// Sends a request; [`Request::send`] is the same from the other side.
    ///
    /// # Errors
    /// See [`Error`]. [`ErrorKind`](crate::ErrorKind) tells the kinds apart.
    pub async fn send<T>(&self, request: Request<T>) -> Result<Reply<T>, Error> {
        let Request { spec, read } = request;
        let exchange = self.exchange(spec).await?;
        match read(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.read_error(error)),
        }
    }

    /// One request and its answer of any status.
    pub(crate) async fn exchange_any(&self, spec: &RequestSpec) -> Result<Exchange, Error> {
        self.shared.exchange(spec).await
    }

    /// Everything about sending that does not depend on the type of the value: token, retries, challenges.
    /// Boxed, so that it is compiled here and not once more in every program that
    /// sends.
    pub(crate) fn exchange(&self, spec: RequestSpec) -> BoxFuture<'_, Result<Exchange, Error>> {
        Box::pin(async move { self.shared.exchange(&spec).await?.checked() })
    }
}
