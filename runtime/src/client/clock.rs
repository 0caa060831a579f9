//! Time, as a client sees it: what it reads and what it waits for.

use core::time::Duration;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use crate::base::BoxFuture;

mod thread_sleep;

/// A clock and the means to wait: what a client measures its retries and the age of its tokens with.
///
/// [`SystemClock`] is the default. Another one is for a runtime with timers of its own, and for tests that must not
/// wait: a clock that notes what it was asked for and moves itself on.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::{Duration, Instant, SystemTime};
/// use graph_entity::transport::{BoxFuture, from_fn};
/// use graph_entity::{AccessToken, Client, Clock};
///
/// struct Paused { start: Instant, epoch: SystemTime, passed: Mutex<Duration> }
///
/// impl Clock for Paused {
///     fn now(&self) -> Instant {
///         self.start + *self.passed.lock().unwrap()
///     }
///     fn system_time(&self) -> SystemTime {
///         self.epoch + *self.passed.lock().unwrap()
///     }
///     fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
///         *self.passed.lock().unwrap() += time;
///         Box::pin(std::future::ready(()))
///     }
/// }
///
/// let clock = Paused { start: Instant::now(), epoch: SystemTime::now(), passed: Mutex::default() };
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .transport(from_fn(|_| http::Response::builder().status(503).body("").unwrap()))
///     .clock(Arc::new(clock))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub trait Clock: Send + Sync + 'static {
    /// The time that never goes back: spans are measured with it.
    fn now(&self) -> Instant;

    /// The time of the calendar: the expiry of tokens is compared with it.
    fn system_time(&self) -> SystemTime;

    /// Waits so long, and never shorter. Dropping the future ends the wait.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn system_time(&self) -> SystemTime {
        (**self).system_time()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(time)
    }
}

/// The clocks of the system, and waiting in any runtime.
///
/// Within a tokio runtime, and with the feature `tokio` (which `reqwest` turns on), it waits by tokio's timer, which
/// has to be enabled there, and honours `tokio::time::pause`. Anywhere else each wait is a thread that sleeps and
/// ends early when the wait is dropped: sound under every executor, and a reason to bring a [`Clock`] where
/// thousands of requests wait at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[cfg(feature = "tokio")]
        return tokio::time::Instant::now().into_std();
        #[cfg(not(feature = "tokio"))]
        return Instant::now();
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        #[cfg(feature = "tokio")]
        if tokio::runtime::Handle::try_current().is_ok() {
            return Box::pin(tokio::time::sleep(time));
        }
        Box::pin(thread_sleep::ThreadSleep::new(time))
    }
}
