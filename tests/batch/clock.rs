//! A virtual clock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::Clock;
use graph_entity::transport::BoxFuture;

/// Stands still while other tasks can run, and then advances to the next deadline. Clones share their time.
#[derive(Clone)]
pub(crate) struct VirtualClock {
    start: Instant,
    epoch: SystemTime,
    passed: Arc<Mutex<Duration>>,
}

/// How often a sleeping task yields to others first: more often than an answer of the test service takes.
const PATIENCE: usize = 20;

impl VirtualClock {
    /// Returns a clock that starts at a calendar time.
    pub(crate) fn at(epoch: SystemTime) -> Self {
        Self { start: Instant::now(), epoch, passed: Arc::default() }
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().expect("no panic while locked")
    }
}

impl Clock for VirtualClock {
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
