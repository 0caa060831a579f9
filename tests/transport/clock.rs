//! A virtual clock.

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::Clock;
use graph_entity::transport::BoxFuture;

/// Stands still until a task sleeps, and then advances at once. Clones share their time.
#[derive(Clone)]
pub(crate) struct VirtualClock {
    start: Instant,
    epoch: SystemTime,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl VirtualClock {
    /// Returns a clock that starts at a calendar time.
    pub(crate) fn at(epoch: SystemTime) -> Self {
        Self { start: Instant::now(), epoch, waits: Arc::default() }
    }

    /// Returns the delays, in order.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().expect("no panic while locked").clone()
    }

    /// Advances by a time that is not recorded as a delay.
    pub(crate) fn pass(&self, time: Duration) {
        self.waits.lock().expect("no panic while locked").push(time);
    }

    fn passed(&self) -> Duration {
        self.waits().iter().sum()
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
        self.pass(time);
        Box::pin(ready(()))
    }
}
