//! The clock of a client: reading the time, and waiting.

use core::time::Duration;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use crate::base::BoxFuture;
#[cfg(feature = "blocking")]
use crate::base::{Driver, driver, sleep as blocking_sleep};

mod thread_sleep;

/// A clock and a timer. The client uses it for retries and for the expiry of tokens.
///
/// [`SystemClock`] is the default. Implement this trait for a runtime with its own timers, or for tests that
/// must not wait: such a clock records each wait and advances itself.
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
    /// The monotonic time, for measuring durations.
    fn now(&self) -> Instant;

    /// The calendar time, for comparing with the expiry of tokens.
    fn system_time(&self) -> SystemTime;

    /// Waits at least this long. Dropping the future cancels the wait.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;

    /// Completes after this time, to end an attempt or a call of the credential that takes too long. It runs
    /// beside the work, and is dropped when the work ends first.
    ///
    /// By default, it is real time, as [`SystemClock`] measures it. A clock that advances itself when it is
    /// asked to [`sleep`](Clock::sleep) must not do so here, or no work would be in time.
    fn timer(&self, time: Duration) -> BoxFuture<'_, ()> {
        SystemClock.sleep(time)
    }
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

    fn timer(&self, time: Duration) -> BoxFuture<'_, ()> {
        (**self).timer(time)
    }
}

/// The system's clocks, and waiting in any runtime.
///
/// Inside a tokio runtime, and with the feature `tokio` (which `hyper` and `reqwest` enable), it uses tokio's timer,
/// which must be enabled, and respects `tokio::time::pause`. Elsewhere one thread of the process, which is
/// started when it is first needed, ends all waits. That works under every executor.
/// A blocking call waits on its own thread.
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

    #[cfg(feature = "blocking")]
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match driver().await {
                Driver::Executor => awaited(time).await,
                // A timer of a runtime would never end if this thread is the one that drives the runtime.
                Driver::Call | Driver::ConcurrentCall => blocking_sleep(time).await,
            }
        })
    }

    #[cfg(not(feature = "blocking"))]
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        awaited(time)
    }
}

/// A wait that an executor polls.
fn awaited(time: Duration) -> BoxFuture<'static, ()> {
    #[cfg(feature = "tokio")]
    if tokio::runtime::Handle::try_current().is_ok() {
        return Box::pin(tokio::time::sleep(time));
    }
    Box::pin(thread_sleep::ThreadSleep::new(time))
}
