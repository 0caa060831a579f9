//! A runtime-agnostic async mutex.

use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An async mutex for any executor. Unlocking wakes all waiters, so that a waiter that is dropped does not
/// lose the wake-up of another.
#[derive(Debug, Default)]
pub(crate) struct AsyncMutex {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_locked: bool,
    wakers: Vec<Waker>,
}

/// The guard of a locked mutex. Unlocks it when dropped.
#[derive(Debug)]
pub(crate) struct AsyncMutexGuard<'a> {
    mutex: &'a AsyncMutex,
}

impl AsyncMutex {
    /// Locks the mutex, waiting until it is free.
    pub(crate) async fn lock(&self) -> AsyncMutexGuard<'_> {
        poll_fn(|context| {
            let mut state = self.state();
            if state.is_locked {
                // A future that is polled again must not add a second waker.
                if !state.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                    state.wakers.push(context.waker().clone());
                }
                return Poll::Pending;
            }
            state.is_locked = true;
            Poll::Ready(AsyncMutexGuard { mutex: self })
        })
        .await
    }

    /// Locks the mutex if it is free.
    pub(crate) fn try_lock(&self) -> Option<AsyncMutexGuard<'_>> {
        let mut state = self.state();
        let was_locked = core::mem::replace(&mut state.is_locked, true);
        (!was_locked).then(|| AsyncMutexGuard { mutex: self })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AsyncMutexGuard<'_> {
    fn drop(&mut self) {
        let wakers = {
            let mut state = self.mutex.state();
            state.is_locked = false;
            core::mem::take(&mut state.wakers)
        };
        // Woken after the state is unlocked, because a waker may poll at once.
        wakers.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::task::Context;

    use super::*;

    #[test]
    fn one_holds_the_lock_and_every_waiter_gets_it() {
        let mutex = AsyncMutex::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = mutex.try_lock().unwrap();
        assert!(mutex.try_lock().is_none());
        assert!(mutex.try_lock().is_none(), "asking does not open it");
        let mut second = pin!(mutex.lock());
        {
            let mut dropped = pin!(mutex.lock());
            assert!(dropped.as_mut().poll(&mut context).is_pending());
            assert!(second.as_mut().poll(&mut context).is_pending());
        }
        drop(first);
        let Poll::Ready(second) = second.poll(&mut context) else { panic!("still closed") };
        assert!(mutex.try_lock().is_none());
        drop(second);
        assert!(mutex.try_lock().is_some());
    }
}
