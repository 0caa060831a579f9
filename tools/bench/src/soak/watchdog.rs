//! Detects requests that hang, from outside of the client's runtime.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The requests in flight, with a slot for each concurrent request.
#[derive(Clone)]
pub(super) struct Watchdog {
    slots: Arc<Mutex<Vec<Option<InFlight>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct InFlight {
    number: usize,
    sent_at: Instant,
}

impl Watchdog {
    /// Starts a thread that ends the process if a request is in flight for longer than the limit. A thread of
    /// its own also notices a runtime that is blocked.
    pub(super) fn start(slots: u16, seed: u64, limit: Duration) -> Self {
        let watchdog = Self { slots: Arc::new(Mutex::new(vec![None; slots.into()])) };
        let watched = watchdog.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(250));
                if let Some(number) = watched.overdue(limit, Instant::now()) {
                    eprintln!(
                        "error: request {number} of seed {seed} hangs: it has not ended after {limit:?}"
                    );
                    process::exit(1);
                }
            }
        });
        watchdog
    }

    pub(super) fn begin(&self, slot: usize, number: usize) {
        self.set(slot, Some(InFlight { number, sent_at: Instant::now() }));
    }

    pub(super) fn end(&self, slot: usize) {
        self.set(slot, None);
    }

    fn set(&self, slot: usize, state: Option<InFlight>) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)[slot] = state;
    }

    fn overdue(&self, limit: Duration, now: Instant) -> Option<usize> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = slots.iter().flatten();
        all.find(|request| now.saturating_duration_since(request.sent_at) > limit)
            .map(|request| request.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hanging_request_is_reported_and_one_that_ended_is_not() {
        let watchdog = Watchdog { slots: Arc::new(Mutex::new(vec![None; 2])) };
        let limit = Duration::from_secs(10);
        watchdog.begin(0, 41);
        watchdog.begin(1, 42);
        watchdog.end(0);
        let start = Instant::now();
        assert_eq!(watchdog.overdue(limit, start), None);
        assert_eq!(watchdog.overdue(limit, start + limit + limit), Some(42));
        watchdog.end(1);
        assert_eq!(watchdog.overdue(limit, start + limit + limit), None);
    }
}
