//! The boxed future of object-safe async traits.

use core::pin::Pin;

/// A boxed future, which makes [`Transport`](crate::transport::Transport) and
/// [`Credential`](crate::Credential) object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
