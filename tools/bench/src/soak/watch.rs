//! Whether a request hangs, seen from outside of the client's runtime.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The requests under way, a place for each that may be at the same time.
#[derive(Clone)]
pub(super) struct Watch {
    places: Arc<Mutex<Vec<Option<UnderWay>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct UnderWay {
    number: usize,
    since: Instant,
}

impl Watch {
    /// Looks after so many places from now on, and ends the process where a request stays in one for longer than the
    /// limit. A thread of its own, so that a runtime that stands still is seen too.
    pub(super) fn start(places: u16, seed: u64, limit: Duration) -> Self {
        let watch = Self { places: Arc::new(Mutex::new(vec![None; places.into()])) };
        let watched = watch.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(250));
                if let Some(number) = watched.overdue(limit, Instant::now()) {
                    eprintln!("error: request {number} of seed {seed} hangs: no end after {limit:?}");
                    process::exit(1);
                }
            }
        });
        watch
    }

    pub(super) fn begin(&self, place: usize, number: usize) {
        self.set(place, Some(UnderWay { number, since: Instant::now() }));
    }

    pub(super) fn end(&self, place: usize) {
        self.set(place, None);
    }

    fn set(&self, place: usize, state: Option<UnderWay>) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)[place] = state;
    }

    fn overdue(&self, limit: Duration, now: Instant) -> Option<usize> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = places.iter().flatten();
        all.find(|request| now.saturating_duration_since(request.since) > limit).map(|request| request.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_stays_is_named_and_one_that_ended_is_not() {
        let watch = Watch { places: Arc::new(Mutex::new(vec![None; 2])) };
        let limit = Duration::from_secs(10);
        watch.begin(0, 41);
        watch.begin(1, 42);
        watch.end(0);
        let start = Instant::now();
        assert_eq!(watch.overdue(limit, start), None);
        assert_eq!(watch.overdue(limit, start + limit + limit), Some(42));
        watch.end(1);
        assert_eq!(watch.overdue(limit, start + limit + limit), None);
    }
}
