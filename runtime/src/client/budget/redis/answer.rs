//! The answer of the worker's thread to a future.

use core::future::poll_fn;
use core::mem;
use core::task::{Poll, Waker};
use std::sync::{Arc, Mutex, PoisonError};

use crate::client::budget::{Reservation, TooLate};

/// What became of a reservation.
pub(super) enum Answer {
    /// The server has answered.
    Counted(Result<Reservation, TooLate>),
    /// The server cannot be used.
    Failed,
}

/// If the future is gone, the answer is dropped with this, and a turn in it gives itself back.
enum State {
    Waiting(Option<Waker>),
    Answered(Answer),
    Taken,
}

/// Answers with [`Answer::Failed`] when it is dropped without an answer.
pub(super) struct Answering(Arc<Mutex<State>>);

/// A way to answer, and the future of the answer.
pub(super) fn answer() -> (Answering, impl Future<Output = Answer> + Send) {
    let state = Arc::new(Mutex::new(State::Waiting(None)));
    (Answering(state.clone()), answered(state))
}

async fn answered(state: Arc<Mutex<State>>) -> Answer {
    poll_fn(|context| {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Answered(answer) = mem::replace(&mut *state, State::Taken) {
            return Poll::Ready(answer);
        }
        *state = State::Waiting(Some(context.waker().clone()));
        Poll::Pending
    })
    .await
}

impl Answering {
    pub(super) fn send(self, answer: Answer) {
        self.set(answer);
    }

    fn set(&self, answer: Answer) {
        let waker = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let State::Waiting(waker) = &mut *state else { return };
            let waker = waker.take();
            *state = State::Answered(answer);
            waker
        };
        // Woken after the state is unlocked, because a waker may poll at once.
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.set(Answer::Failed);
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use core::task::Context;
    use core::time::Duration;

    use super::*;

    #[test]
    fn an_answer_that_nobody_waits_for_gives_its_turn_back() {
        let given_back = Arc::new(());
        let held = given_back.clone();
        let (answering, answered) = answer();
        drop(answered);
        answering.send(Answer::Counted(Ok(Reservation::new(Duration::ZERO, move || drop(held)))));
        assert_eq!(Arc::strong_count(&given_back), 1);
    }

    #[test]
    fn a_worker_that_is_gone_has_failed() {
        let (answering, answered) = answer();
        let mut answered = pin!(answered);
        let mut context = Context::from_waker(Waker::noop());
        assert!(answered.as_mut().poll(&mut context).is_pending());
        drop(answering);
        assert!(matches!(answered.poll(&mut context), Poll::Ready(Answer::Failed)));
    }
}
