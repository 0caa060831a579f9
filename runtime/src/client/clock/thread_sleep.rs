//! A wait without a runtime: a sleeping thread.

use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Starts its thread when it is first polled. The thread ends when the time is over or the future is dropped.
pub(super) struct ThreadSleep {
    time: Duration,
    started: Option<Started>,
}

struct Started {
    state: Arc<Mutex<State>>,
    /// Dropping it, together with the future, wakes the thread early.
    _cancel: SyncSender<()>,
}

#[derive(Default)]
struct State {
    over: bool,
    waker: Option<Waker>,
}

impl ThreadSleep {
    pub(super) fn new(time: Duration) -> Self {
        Self { time, started: None }
    }
}

impl Future for ThreadSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let time = self.time;
        let started = self.started.get_or_insert_with(|| start(time));
        let mut state = started.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.over {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

fn start(time: Duration) -> Started {
    let (cancel, cancelled) = sync_channel::<()>(0);
    let state = Arc::<Mutex<State>>::default();
    let shared = state.clone();
    let sleep = move || {
        // Ends early with `Disconnected` when the future, and with it the sender, is dropped.
        if cancelled.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            finish(&shared);
        }
    };
    if std::thread::Builder::new().name("graph-entity-wait".to_owned()).spawn(sleep).is_err() {
        // If the system cannot start a thread, blocks here: late is better than early.
        std::thread::sleep(time);
        finish(&state);
    }
    Started { state, _cancel: cancel }
}

fn finish(state: &Mutex<State>) {
    let waker = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.over = true;
        state.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::Wake;
    use std::time::Instant;

    use super::*;

    struct Bell(mpsc::SyncSender<()>);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            let _ = self.0.try_send(());
        }
    }

    #[test]
    fn a_sleep_wakes_without_a_runtime_and_not_early() {
        let (bell, signal) = mpsc::sync_channel(1);
        let waker = Waker::from(Arc::new(Bell(bell)));
        let mut context = Context::from_waker(&waker);
        let time = Duration::from_millis(20);
        let mut sleep = ThreadSleep::new(time);
        let start = Instant::now();
        assert!(Pin::new(&mut sleep).poll(&mut context).is_pending());
        signal.recv().unwrap();
        assert!(start.elapsed() >= time);
        assert!(Pin::new(&mut sleep).poll(&mut context).is_ready());
    }
}
