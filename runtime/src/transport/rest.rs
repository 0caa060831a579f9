//! The body of a reply that a transport has left unread.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::{BoxFuture, TransportError};

/// The body of a success that a transport has not read, for a sender who asked for it with
/// [`SendOptions::leaves_body`](super::SendOptions). It comes in the extensions of the reply, whose own body is
/// then empty. A transport that does not know the option reads the body as always.
#[derive(Clone)]
pub(crate) struct Unread(Arc<Mutex<Option<Box<dyn UnreadBody>>>>);

/// The pieces of a body as they arrive. Dropping it closes the connection.
pub(crate) trait UnreadBody: Send {
    /// The next piece. `None` at the end.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

impl Unread {
    #[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
    pub(super) fn new(body: impl UnreadBody + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::new(body)))))
    }

    /// The body, the first time.
    pub(crate) fn take(&self) -> Option<Box<dyn UnreadBody>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
