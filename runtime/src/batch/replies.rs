//! The results of a batch, each to be taken once.

use core::fmt;
use core::mem::replace;

use graph_entity_model::base::InvalidRequestError;

use super::BatchItem;
use super::item::{Item, State};
use crate::client::{Exchange, Reply};
use crate::error::Error;

/// The results of a [`Batch`](super::Batch).
#[must_use = "only a reply shows whether its request failed"]
pub struct Replies {
    batch: u64,
    items: Vec<Item>,
}

impl Replies {
    pub(super) fn new(batch: u64, items: Vec<Item>) -> Self {
        Self { batch, items }
    }

    /// The result of a request, read as the type of the request.
    ///
    /// # Errors
    /// The request's own [`Error`]: [`Error::Batch`] if the whole batch failed or has no reply to the
    /// request. [`InvalidRequestError::Batch`] for an item of another batch.
    #[allow(clippy::needless_pass_by_value, reason = "an item that is used up takes no result twice")]
    pub fn take<T>(&mut self, item: BatchItem<T>) -> Result<Reply<T>, Error> {
        let BatchItem { batch, index, read } = item;
        let exchange = self.exchange(batch, index)?;
        match read(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.read_error(error)),
        }
    }

    fn exchange(&mut self, batch: u64, index: usize) -> Result<Box<Exchange>, Error> {
        let own = self.items.get_mut(index).filter(|_| batch == self.batch);
        match own.map(|item| replace(&mut item.state, State::Taken)) {
            Some(State::Done(exchange)) => Ok(exchange),
            Some(State::Failed(error)) => Err(error),
            // All items are finished when replies exist, and each can be taken only once, so this one is from
            // another batch.
            _ => Err(InvalidRequestError::Batch { reason: "the reply asked for is another batch's" }.into()),
        }
    }
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.items.iter().filter(|item| item.has_failed()).count();
        f.debug_struct("Replies")
            .field("requests", &self.items.len())
            .field("failed", &failed)
            .finish_non_exhaustive()
    }
}
