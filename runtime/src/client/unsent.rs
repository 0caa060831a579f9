//! The compiler's message for a request that is awaited without having been sent.

use core::marker::PhantomData;

/// Holds for nothing: the bound that makes awaiting a request an error of our own.
#[diagnostic::on_unimplemented(
    message = "a request is not sent by awaiting it",
    label = "only a client sends it",
    note = "call `send` first: `request.send(&client).await`"
)]
pub trait Awaited {}

/// Stands for a request of type `R` in that bound. If the bound were on the request itself, the compiler
/// would show its message for what is not a future instead.
pub struct Unsent<R>(PhantomData<R>);

// Without any implementation, the compiler would suggest adding one.
#[diagnostic::do_not_recommend]
impl Awaited for Unsent<()> {}

/// Implements `Future` for a type of request, under a bound that never holds.
macro_rules! is_not_awaited {
    (impl<$($parameter:ident),*> $request:ty => $reply:ty) => {
        #[doc(hidden)]
        impl<$($parameter),*> Future for $request
        where
            $crate::client::Unsent<Self>: $crate::client::Awaited,
        {
            type Output = Result<$crate::client::Reply<$reply>, $crate::error::Error>;

            fn poll(
                self: core::pin::Pin<&mut Self>,
                _: &mut core::task::Context<'_>,
            ) -> core::task::Poll<Self::Output> {
                unreachable!("the bound holds for no request")
            }
        }
    };
}

pub(crate) use is_not_awaited;
