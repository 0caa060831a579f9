//! A wait without a runtime: one thread of the process wakes all of them.

use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Registers itself with the timer when it is first polled, and removes itself when it is dropped.
pub(super) struct ThreadSleep {
    time: Duration,
    started: Option<Started>,
}

#[derive(Clone, Copy)]
enum Started {
    /// It is over at this time. The number tells waits apart that end together.
    Until(Instant, u64),
    /// Its end is later than an `Instant` can be.
    Forever,
}

/// The waits of the process, in the order of their ends.
#[derive(Default)]
struct Waits {
    wakers: BTreeMap<(Instant, u64), Waker>,
    count: u64,
    has_thread: bool,
}

static WAITS: Mutex<Waits> = Mutex::new(Waits { wakers: BTreeMap::new(), count: 0, has_thread: false });
/// Notified if a wait is added that ends before all others.
static EARLIER: Condvar = Condvar::new();

impl ThreadSleep {
    pub(super) fn new(time: Duration) -> Self {
        Self { time, started: None }
    }

    fn start(&mut self, waits: &mut Waits) -> Started {
        let time = self.time;
        *self.started.get_or_insert_with(|| {
            waits.count += 1;
            let end = Instant::now().checked_add(time);
            end.map_or(Started::Forever, |end| Started::Until(end, waits.count))
        })
    }
}

impl Future for ThreadSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut waits = waits();
        let Started::Until(end, number) = self.start(&mut waits) else { return Poll::Pending };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Poll::Ready(());
        }
        if !waits.has_thread {
            let thread = std::thread::Builder::new().name("graph-entity-timer".to_owned()).spawn(run);
            if thread.is_err() {
                drop(waits);
                // If the system cannot start a thread, blocks here: late is better than early.
                std::thread::sleep(left);
                return Poll::Ready(());
            }
            waits.has_thread = true;
        }
        let replaced = waits.wakers.insert((end, number), context.waker().clone());
        if waits.wakers.first_key_value().is_some_and(|(first, _)| *first == (end, number)) {
            EARLIER.notify_one();
        }
        // Dropped after the lock, because dropping a waker may run any code.
        drop(waits);
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for ThreadSleep {
    fn drop(&mut self) {
        if let Some(Started::Until(end, number)) = self.started {
            let waker = waits().wakers.remove(&(end, number));
            // Dropped after the lock, because dropping a waker may run any code.
            drop(waker);
        }
    }
}

/// The timer's thread, which lives as long as the process.
fn run() {
    let mut waits = waits();
    loop {
        let Some(first) = waits.wakers.first_entry() else {
            waits = EARLIER.wait(waits).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        let left = first.key().0.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let waker = first.remove();
            drop(waits);
            // A waker of another's executor that panics must not end all other waits.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
            waits = self::waits();
        } else {
            waits = EARLIER.wait_timeout(waits, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn waits() -> MutexGuard<'static, Waits> {
    WAITS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::task::Wake;

    use super::*;

    /// A waker that sends its number.
    struct Bell(usize, mpsc::SyncSender<usize>);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            let _ = self.1.try_send(self.0);
        }
    }

    struct Panics;

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker that panics");
        }
    }

    fn polled(sleep: &mut ThreadSleep, waker: &Waker) -> Poll<()> {
        Pin::new(sleep).poll(&mut Context::from_waker(waker))
    }

    fn until(sleep: &ThreadSleep) -> (Instant, u64) {
        let Some(Started::Until(end, number)) = sleep.started else { panic!("not started") };
        (end, number)
    }

    #[test]
    fn a_sleep_wakes_without_a_runtime_and_not_early() {
        let (bell, signal) = mpsc::sync_channel(1);
        let waker = Waker::from(Arc::new(Bell(0, bell)));
        let time = Duration::from_millis(20);
        let mut sleep = ThreadSleep::new(time);
        let start = Instant::now();
        assert!(polled(&mut sleep, &waker).is_pending());
        signal.recv().unwrap();
        assert!(start.elapsed() >= time);
        assert!(polled(&mut sleep, &waker).is_ready());
    }

    #[test]
    fn many_waits_end_in_their_order_and_a_dropped_one_is_forgotten() {
        let (bell, signal) = mpsc::sync_channel(100);
        let waker = |number| Waker::from(Arc::new(Bell(number, bell.clone())));
        // The longest first, so that each one moves the timer to an earlier end.
        let times = (0..40_u64).rev().map(|number| Duration::from_millis(200 + 5 * number));
        let mut sleeps: Vec<_> = times.map(ThreadSleep::new).collect();
        let mut forever = ThreadSleep::new(Duration::MAX);
        assert!(polled(&mut forever, &waker(99)).is_pending());
        for (number, sleep) in sleeps.iter_mut().enumerate() {
            assert!(polled(sleep, &waker(100)).is_pending());
            assert!(polled(sleep, &waker(number)).is_pending(), "the last waker counts");
        }
        let mut panicking = ThreadSleep::new(Duration::from_millis(1));
        assert!(polled(&mut panicking, &Waker::from(Arc::new(Panics))).is_pending());
        let mut ends: Vec<_> =
            sleeps.iter().map(until).zip(0..).filter(|(_, number)| *number != 20).collect();
        drop(sleeps.remove(20));
        // By their real ends: a busy machine may take a while between two of them.
        ends.sort_unstable();
        let expected: Vec<_> = ends.into_iter().map(|(_, number)| number).collect();
        let woken: Vec<_> = (0..39).map(|_| signal.recv().unwrap()).collect();
        assert_eq!(woken, expected);
        assert!(signal.try_recv().is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_thousand_waits_take_one_thread() {
        let timers = || {
            let tasks = std::fs::read_dir("/proc/self/task").unwrap();
            let name = |task: std::io::Result<std::fs::DirEntry>| {
                std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
            };
            // The kernel keeps 15 characters of a name.
            tasks.filter_map(name).filter(|name| name.trim_end() == "graph-entity-ti").count()
        };
        let mut sleeps: Vec<_> = (0..1_000).map(|_| ThreadSleep::new(Duration::from_secs(60))).collect();
        for sleep in &mut sleeps {
            assert!(polled(sleep, Waker::noop()).is_pending());
        }
        // A thread has its name a moment after it is started.
        let start = Instant::now();
        while timers() == 0 && start.elapsed() < Duration::from_secs(60) {
            std::thread::yield_now();
        }
        assert_eq!(timers(), 1);
    }
}
