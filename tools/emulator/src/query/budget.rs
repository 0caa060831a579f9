//! The most that one query may cost. The conditions of a client must not keep the emulator busy or use up its
//! memory.

use std::cell::Cell;

use crate::refusals::Refusal;

/// What is left for the evaluation of one query.
///
/// Once it is spent, every expression is null and every condition is undecided, so that the evaluation ends
/// soon. [`check`](Self::check) then refuses the query.
pub(crate) struct Budget {
    work: Cell<u64>,
    texts: Cell<usize>,
    is_spent: Cell<bool>,
}

/// The work of one query: about half a second on a small machine. One byte of a text that is copied or
/// searched is one unit.
const MAX_WORK: u64 = 1 << 29;
/// The bytes of the texts, and of the items of collections, that an expression makes and keeps at the same time.
const MAX_TEXTS: usize = 32 * 1024 * 1024;

/// The work to evaluate one node of an expression, or to look at one entity.
pub(super) const STEP: u64 = 32;
/// The work to compare two short values.
pub(super) const COMPARISON: u64 = 8;
/// The work for each byte of a text that is read character by character.
pub(super) const BY_CHARACTER: u64 = 8;

impl Default for Budget {
    fn default() -> Self {
        Self { work: Cell::new(MAX_WORK), texts: Cell::new(MAX_TEXTS), is_spent: Cell::new(false) }
    }
}

impl Budget {
    /// Spends work. `None` if there is not enough left.
    pub(super) fn spend(&self, work: u64) -> Option<()> {
        self.take(self.work.get().checked_sub(work).map(|left| self.work.set(left)))
    }

    /// Spends work for each byte of a text.
    pub(super) fn spend_bytes(&self, bytes: usize, each: u64) -> Option<()> {
        self.spend(u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(each))
    }

    /// Takes memory for a text, or for items. `None` if there is not enough left.
    pub(super) fn take_text(&self, bytes: usize) -> Option<()> {
        self.take(self.texts.get().checked_sub(bytes).map(|left| self.texts.set(left)))
    }

    /// Returns the memory of all texts except those that are kept for longer.
    pub(super) fn release_texts(&self, kept: usize) {
        self.texts.set(MAX_TEXTS.saturating_sub(kept));
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// Refuses a query that costs more than there was.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.is_spent() { Err(Refusal::too_expensive()) } else { Ok(()) }
    }

    fn take(&self, taken: Option<()>) -> Option<()> {
        if taken.is_none() {
            self.is_spent.set(true);
        }
        taken.filter(|()| !self.is_spent())
    }
}
