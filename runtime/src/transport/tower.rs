//! Any `tower::Service` of HTTP requests as a transport.

use core::fmt;
use core::future::poll_fn;
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use tower_service::Service;

use super::{Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind};

/// A `tower::Service` as a transport, such as a stack of layers around a client.
///
/// Each request gets a clone of the service, because the readiness of a service belongs to one caller at a
/// time. Clones of a `tower` service share what it shares (a buffer, a limit). The service finds the
/// [`SendOptions`] in the request's extensions. An error before the service was ready counts as
/// [`Arrival::NotSent`], a later one as [`Arrival::MayHaveArrived`], unless it is a [`TransportError`], which
/// is passed on unchanged.
///
/// ```
/// # use std::{convert::Infallible, future::{Ready, ready}, task::{Context, Poll}};
/// use graph_entity::transport::TowerTransport;
/// use graph_entity::{AccessToken, Client};
///
/// # #[derive(Clone)]
/// # struct Canned;
/// # impl tower_service::Service<http::Request<bytes::Bytes>> for Canned {
/// #     type Response = http::Response<bytes::Bytes>;
/// #     type Error = Infallible;
/// #     type Future = Ready<Result<Self::Response, Infallible>>;
/// #     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> { Poll::Ready(Ok(())) }
/// #     fn call(&mut self, _: http::Request<bytes::Bytes>) -> Self::Future { ready(Ok(Default::default())) }
/// # }
/// # let service = Canned;
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .transport(TowerTransport::new(service))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub struct TowerTransport<S> {
    /// Locked only while it is cloned. The lock makes a service shareable that is not `Sync`.
    service: Mutex<S>,
}

impl<S> TowerTransport<S> {
    /// Wraps a service, which each request clones.
    pub fn new(service: S) -> Self {
        Self { service: Mutex::new(service) }
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport").finish_non_exhaustive()
    }
}

impl<S> Transport for TowerTransport<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Bytes>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    fn send(
        &self,
        mut request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        request.extensions_mut().insert(options);
        let mut service = self.service.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            // `tower` requires readiness before `call`.
            poll_fn(|context| service.poll_ready(context)).await.map_err(not_ready)?;
            service.call(request).await.map_err(TransportError::other)
        })
    }
}

fn not_ready(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
    match cause.into().downcast::<TransportError>() {
        Ok(same) => *same,
        Err(cause) => TransportError::new(TransportErrorKind::Other, Arrival::NotSent).with_source(cause),
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;
    use core::task::{Context, Poll};
    use core::time::Duration;
    use std::future::{Ready, ready};

    use super::*;

    const OPTIONS: SendOptions = SendOptions {
        timeout: Duration::from_secs(5),
        size_limit: 100,
        error_size_limit: 100,
        new_connection: false,
        leaves_body: false,
    };

    /// A service that panics if it is called before it is ready, as many `tower` services do. The `Cell`
    /// keeps it from being `Sync`.
    #[derive(Clone, Default)]
    struct Picky {
        ready: Cell<bool>,
        closed: bool,
    }

    impl Service<http::Request<Bytes>> for Picky {
        type Response = http::Response<Bytes>;
        type Error = &'static str;
        type Future = Ready<Result<http::Response<Bytes>, &'static str>>;

        fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            if self.closed {
                return Poll::Ready(Err("closed"));
            }
            if self.ready.replace(true) {
                return Poll::Ready(Ok(()));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }

        fn call(&mut self, request: http::Request<Bytes>) -> Self::Future {
            assert!(self.ready.replace(false), "called before it was ready");
            assert_eq!(request.extensions().get(), Some(&OPTIONS));
            ready(if request.body().is_empty() {
                Err("refused")
            } else {
                Ok(http::Response::new("y".into()))
            })
        }
    }

    #[tokio::test]
    async fn each_request_waits_for_its_own_clone_to_be_ready() {
        let transport = TowerTransport::new(Picky::default());
        for _ in 0..2 {
            let reply = transport.send(http::Request::new("x".into()), OPTIONS).await.unwrap();
            assert_eq!(reply.body(), "y");
        }
    }

    #[tokio::test]
    async fn a_failure_says_whether_the_service_was_called() {
        let transport = TowerTransport::new(Picky { closed: true, ..Picky::default() });
        let error = transport.send(http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!(error.arrival(), Arrival::NotSent);

        let transport = TowerTransport::new(Picky::default());
        let error = transport.send(http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!(error.arrival(), Arrival::MayHaveArrived);
    }
}
