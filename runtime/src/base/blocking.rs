//! Futures on threads that wait for them: the executor of blocking calls, which needs no runtime.

use core::cell::RefCell;
use core::fmt;
use core::future::poll_fn;
use core::iter::FusedIterator;
use core::ops::Deref;
use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Wake;
use std::thread::Thread;
use std::time::Instant;

use futures_core::stream::FusedStream;

/// What polls a future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Driver {
    /// An executor, whose thread must not be blocked.
    Executor,
    /// A blocking call that waits for this future only, so that the future may block the thread.
    Call,
    /// A blocking call that waits for several futures at once. One that blocked the thread would stop the
    /// others.
    ConcurrentCall,
}

/// The turn of a blocking call on this thread.
struct Turn {
    /// Identifies the call: the data of its waker.
    waker: *const (),
    driver: Driver,
    /// When the call must poll again although nothing wakes it.
    wake_at: Option<Instant>,
}

thread_local! {
    /// The blocking call that is polling its future on this thread. A call within a call is another turn.
    static TURN: RefCell<Option<Turn>> = const { RefCell::new(None) };
}

/// Runs a future on this thread, which is blocked until it ends. The future may block the thread itself.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    run(future, Driver::Call)
}

/// The same for a future that runs several others at once, which do not block the thread.
pub(crate) fn block_on_concurrent<F: Future>(future: F) -> F::Output {
    run(future, Driver::ConcurrentCall)
}

fn run<F: Future>(future: F, driver: Driver) -> F::Output {
    let mut future = pin!(future);
    let parker = Arc::new(Parker { thread: std::thread::current(), is_woken: AtomicBool::new(false) });
    let waker = Waker::from(parker.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        let turn = Turn { waker: waker.data(), driver, wake_at: None };
        let outer = OuterTurn(TURN.replace(Some(turn)));
        let output = future.as_mut().poll(&mut context);
        let turn = TURN.take();
        drop(outer);
        if let Poll::Ready(output) = output {
            return output;
        }
        parker.park(turn.and_then(|turn| turn.wake_at));
    }
}

/// The turn in which this one began, which goes on when this one ends, by a panic as well.
struct OuterTurn(Option<Turn>);

impl Drop for OuterTurn {
    fn drop(&mut self) {
        TURN.replace(self.0.take());
    }
}

/// Runs `f` if the future of this context is polled by the blocking call of this thread itself. A future within
/// it that another executor polls, such as a runtime that a credential starts, has a waker of its own.
fn in_turn<T>(context: &Context<'_>, f: impl FnOnce(&mut Turn) -> T) -> Option<T> {
    TURN.with_borrow_mut(|turn| {
        turn.as_mut().filter(|turn| core::ptr::eq(turn.waker, context.waker().data())).map(f)
    })
}

/// What polls the future that awaits this.
pub(crate) async fn driver() -> Driver {
    let driver = |context: &mut Context<'_>| in_turn(context, |turn| turn.driver).unwrap_or(Driver::Executor);
    poll_fn(|context| Poll::Ready(driver(context))).await
}

/// Waits by parking the thread of the blocking call, without a runtime and without another thread. Only for a
/// future that such a call drives.
pub(crate) async fn sleep(time: Duration) {
    let start = Instant::now();
    poll_fn(|context| {
        // A time that no `Instant` can hold never comes.
        let end = start.checked_add(time);
        if end.is_some_and(|end| end <= Instant::now()) {
            return Poll::Ready(());
        }
        let wake_at = |turn: &mut Turn| turn.wake_at = [turn.wake_at, end].into_iter().flatten().min();
        let _ = in_turn(context, wake_at);
        Poll::Pending
    })
    .await;
}

/// Wakes a parked thread.
struct Parker {
    thread: Thread,
    /// Unlike the token of the thread, it is not taken by a call within this call.
    is_woken: AtomicBool,
}

impl Parker {
    /// Waits until the call is woken or the time has come.
    fn park(&self, until: Option<Instant>) {
        while !self.is_woken.swap(false, Ordering::Acquire) {
            match until.map(|until| until.saturating_duration_since(Instant::now())) {
                Some(Duration::ZERO) => return,
                Some(left) => std::thread::park_timeout(left),
                None => std::thread::park(),
            }
        }
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Runs blocking work on a thread of its own. `None` if the work panics.
///
/// Dropping the future does not stop the work: nobody takes its result.
///
/// # Errors
/// The system's, if it cannot start a thread.
pub(crate) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    let (sender, receiver) = sync_channel(1);
    let waker = Arc::<Mutex<Option<Waker>>>::default();
    let done = Done { sender: Some(sender), waker: waker.clone() };
    std::thread::Builder::new().name("graph-entity-send".to_owned()).spawn(move || done.send(work()))?;
    Ok(poll_fn(move |context| receive(&receiver, &waker, context)).await)
}

fn receive<T>(
    receiver: &Receiver<T>,
    waker: &Mutex<Option<Waker>>,
    context: &Context<'_>,
) -> Poll<Option<T>> {
    // Before the result is looked for, so that a result that comes in between wakes this task.
    *waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
    match receiver.try_recv() {
        Ok(result) => Poll::Ready(Some(result)),
        Err(TryRecvError::Disconnected) => Poll::Ready(None),
        Err(TryRecvError::Empty) => Poll::Pending,
    }
}

/// Hands over the result of work, and wakes the task that waits for it, after a panic as well.
struct Done<T> {
    sender: Option<SyncSender<T>>,
    waker: Arc<Mutex<Option<Waker>>>,
}

impl<T> Done<T> {
    fn send(self, result: T) {
        // The task may have been dropped.
        let _ = self.sender.as_ref().map(|sender| sender.send(result));
    }
}

impl<T> Drop for Done<T> {
    fn drop(&mut self) {
        // The task finds either the result or no sender any more.
        self.sender = None;
        let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The pages or items of a list, or the changes of a delta, as an iterator that blocks its thread. Made by
/// [`Pages::blocking`](crate::Pages::blocking), [`Items::blocking`](crate::Items::blocking) and
/// [`Changes::blocking`](crate::Changes::blocking).
///
/// It dereferences to the stream: to the link to continue from, or to the token for the next run.
///
/// ```
/// # use graph_entity::{Client, Error, graph_entity};
/// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// # pub struct DeviceCategory { pub id: String }
/// /// The keys of all categories.
/// fn keys(client: &Client) -> Result<Vec<String>, Error> {
///     let categories = DeviceCategory::within().list().items(client).blocking();
///     categories.map(|category| Ok(category?.id)).collect()
/// }
/// ```
#[must_use = "nothing is read before it is asked for"]
pub struct Blocking<S> {
    stream: S,
}

impl<S> Blocking<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream }
    }
}

impl<S: FusedStream + Unpin> Iterator for Blocking<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        if self.stream.is_terminated() {
            return None;
        }
        block_on(poll_fn(|context| Pin::new(&mut self.stream).poll_next(context)))
    }
}

impl<S: FusedStream + Unpin> FusedIterator for Blocking<S> {}

impl<S> Deref for Blocking<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.stream
    }
}

impl<S: fmt::Debug> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Blocking").field(&self.stream).finish()
    }
}

#[cfg(test)]
mod tests {
    use core::future::ready;

    use super::*;

    #[test]
    fn a_future_is_woken_by_another_thread() {
        let result = block_on(on_thread(|| {
            std::thread::sleep(Duration::from_millis(10));
            7
        }));
        assert_eq!(result.unwrap(), Some(7));
    }

    #[test]
    fn work_that_panics_ends_the_wait() {
        let result = block_on(on_thread(|| std::panic::resume_unwind(Box::new("on purpose"))));
        assert_eq!(result.unwrap(), None::<()>);
    }

    #[test]
    fn a_sleep_parks_the_thread_and_ends_not_early() {
        let (short, long) = (Duration::from_millis(20), Duration::MAX);
        let start = Instant::now();
        block_on(async {
            let (mut short, mut long) = (pin!(sleep(short)), pin!(sleep(long)));
            poll_fn(|context| {
                assert!(long.as_mut().poll(context).is_pending());
                short.as_mut().poll(context)
            })
            .await;
        });
        assert!(start.elapsed() >= short && start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_future_knows_what_polls_it() {
        assert_eq!(block_on(driver()), Driver::Call);
        assert_eq!(block_on_concurrent(driver()), Driver::ConcurrentCall);
        let poll = pin!(driver()).poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(poll, Poll::Ready(Driver::Executor));
        // An executor within a call is one, and the call goes on after it.
        let (inner, after) = block_on(async {
            let inner = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(driver());
            (inner, driver().await)
        });
        assert_eq!((inner, after), (Driver::Executor, Driver::Call));
    }

    #[test]
    fn a_call_within_a_call_takes_no_wake_up_of_the_outer_one() {
        let outcome = block_on(async {
            let mut work = pin!(on_thread(|| std::thread::sleep(Duration::from_millis(10))));
            let mut polls = 0;
            poll_fn(|context| {
                polls += 1;
                let poll = work.as_mut().poll(context);
                if polls == 1 {
                    // The outer work ends while the inner call sleeps.
                    block_on(sleep(Duration::from_millis(50)));
                    block_on_concurrent(ready(()));
                }
                poll
            })
            .await
        });
        assert_eq!(outcome.unwrap(), Some(()));
        assert!(TURN.with_borrow(Option::is_none));
    }

    #[test]
    fn a_panic_ends_the_turn() {
        let panicking = std::panic::catch_unwind(|| {
            block_on(async { std::panic::resume_unwind(Box::new("on purpose")) })
        });
        assert!(panicking.is_err() && TURN.with_borrow(Option::is_none));
    }
}
