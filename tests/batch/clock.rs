//! A clock that nobody has to wait for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::Clock;
use graph_entity::transport::BoxFuture;

/// Stands still as long as anything else can happen; then it is later at once. Clones show the same time.
#[derive(Clone)]
pub(crate) struct Paused {
    start: Instant,
    epoch: SystemTime,
    passed: Arc<Mutex<Duration>>,
}

/// How often a wait lets the others go first: more often than an answer of the tests' Graph takes.
const PATIENCE: usize = 20;

impl Paused {
    /// At a time of the calendar.
    pub(crate) fn at(epoch: SystemTime) -> Self {
        Self { start: Instant::now(), epoch, passed: Arc::default() }
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().expect("no panic while locked")
    }
}

impl Clock for Paused {
    fn now(&self) -> Instant {
        self.start + self.passed()
    }

    fn system_time(&self) -> SystemTime {
        self.epoch + self.passed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let until = self.passed() + time;
        Box::pin(async move {
            for _ in 0..PATIENCE {
                tokio::task::yield_now().await;
            }
            let mut passed = self.passed.lock().expect("no panic while locked");
            *passed = until.max(*passed);
        })
    }
}
