//! The boxed future of object-safe async traits.

use core::pin::Pin;

/// A future behind a pointer: what makes [`Transport`](crate::transport::Transport) and
/// [`Credential`](crate::Credential) object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
