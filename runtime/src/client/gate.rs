//! A door that one task at a time is behind.

use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An asynchronous lock for any executor. Whoever leaves wakes all who wait, so a waiter that is dropped takes
/// nobody's turn with it.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    busy: bool,
    waiting: Vec<Waker>,
}

/// Being behind the door; dropping it is leaving.
#[derive(Debug)]
pub(crate) struct Inside<'a> {
    gate: &'a Gate,
}

impl Gate {
    /// Waits until nobody else is inside.
    pub(crate) async fn enter(&self) -> Inside<'_> {
        poll_fn(|context| {
            let mut state = self.lock();
            if state.busy {
                if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                    state.waiting.push(context.waker().clone());
                }
                return Poll::Pending;
            }
            state.busy = true;
            Poll::Ready(Inside { gate: self })
        })
        .await
    }

    /// Enters unless somebody is inside.
    pub(crate) fn try_enter(&self) -> Option<Inside<'_>> {
        let mut state = self.lock();
        let was_busy = core::mem::replace(&mut state.busy, true);
        (!was_busy).then(|| Inside { gate: self })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.gate.lock();
            state.busy = false;
            core::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::task::Context;

    use super::*;

    #[test]
    fn one_is_inside_and_nobody_is_forgotten() {
        let gate = Gate::default();
        let mut context = Context::from_waker(Waker::noop());
        let first = gate.try_enter().unwrap();
        assert!(gate.try_enter().is_none());
        assert!(gate.try_enter().is_none(), "asking does not open it");
        let mut second = pin!(gate.enter());
        {
            let mut dropped = pin!(gate.enter());
            assert!(dropped.as_mut().poll(&mut context).is_pending());
            assert!(second.as_mut().poll(&mut context).is_pending());
        }
        drop(first);
        let Poll::Ready(second) = second.poll(&mut context) else { panic!("still closed") };
        assert!(gate.try_enter().is_none());
        drop(second);
        assert!(gate.try_enter().is_some());
    }
}
