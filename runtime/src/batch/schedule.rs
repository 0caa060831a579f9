//! Which requests are sent next, and together: no I/O and no clock, only times that are handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::SIZE;
use super::item::{Item, Key, State};
use crate::client::Exchange;
use crate::error::{BatchFailure, BatchFault, Error};

/// All requests of a batch of any size, and which of them can go.
pub(super) struct Schedule {
    pub(super) items: Vec<Item>,
    /// What can be sent now.
    ready: BTreeMap<Key, BTreeSet<usize>>,
    /// What can be sent at a later time.
    later: BTreeSet<(Instant, usize)>,
}

impl Schedule {
    pub(super) fn new(items: Vec<Item>, now: Instant) -> Self {
        let mut schedule = Self { items, ready: BTreeMap::new(), later: BTreeSet::new() };
        for index in 0..schedule.items.len() {
            if schedule.items[index].has_failed() {
                schedule.abandon(index);
            } else if schedule.items[index].parent.is_none() {
                schedule.enqueue(index, now);
            }
        }
        schedule
    }

    /// When there will be something to send that is not yet.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.later.first().map(|(due, _)| *due)
    }

    /// The requests of the next batch, in an order in which each comes after what it depends on.
    pub(super) fn next_batch(&mut self, now: Instant) -> Option<Vec<usize>> {
        self.wake(now);
        let (key, set) = self.ready.iter().min_by_key(|(_, set)| set.first())?;
        let key = *key;
        let apart: Vec<usize> = set.iter().take(SIZE).copied().collect();
        let family = self.family(*apart.first()?, now);
        // Whichever carries more; of two that are alike, the one that saves a journey.
        let members = if family.len() > 1 && family.len() >= apart.len() { family } else { apart };
        self.take_off(&members, key);
        Some(members)
    }

    /// Remembers that these are under way.
    fn take_off(&mut self, members: &[usize], key: Key) {
        if let Some(set) = self.ready.get_mut(&key) {
            for member in members {
                set.remove(member);
            }
        }
        self.ready.retain(|_, set| !set.is_empty());
        for member in members {
            self.items[*member].state = State::Flying;
        }
    }

    /// A request with those that hang on it, in one of the two shapes that Graph takes: a star where several do,
    /// otherwise a row.
    fn family(&self, root: usize, now: Instant) -> Vec<usize> {
        let mut members = vec![root];
        let mut next = self.heirs(root, now);
        if next.len() > 1 {
            members.extend(next);
            return members;
        }
        while let ([only], true) = (next.as_slice(), members.len() < SIZE) {
            members.push(*only);
            next = self.heirs(*only, now);
        }
        members
    }

    /// Those that hang on a request and may go with it, as many as there is room for.
    fn heirs(&self, index: usize, now: Instant) -> Vec<usize> {
        let item = &self.items[index];
        let may_go = |heir: &usize| {
            let heir = &self.items[*heir];
            heir.is_waiting() && heir.key == item.key && heir.due.is_none_or(|due| due <= now)
        };
        item.children.iter().copied().filter(may_go).take(SIZE - 1).collect()
    }

    /// The request has its answer: what waits for it may go.
    pub(super) fn finish(&mut self, index: usize, exchange: Exchange, now: Instant) {
        let item = &mut self.items[index];
        item.state = State::Done(Box::new(exchange));
        // Its text has served.
        item.json = String::new();
        for child in item.children.clone() {
            if self.items[child].is_waiting() {
                self.enqueue(child, now);
            }
        }
    }

    /// The request has failed for good, and with it what waits for it.
    pub(super) fn fail(&mut self, index: usize, error: Error) {
        self.items[index].state = State::Failed(error);
        self.abandon(index);
    }

    /// The request is to be sent again at a time, or where it hangs on another one, after that.
    pub(super) fn repeat(&mut self, index: usize, due: Option<Instant>, now: Instant) {
        self.items[index].state = State::Waiting;
        self.items[index].due = due.or(self.items[index].due);
        if self.items[index].parent.is_none_or(|parent| self.items[parent].is_done()) {
            self.enqueue(index, now);
        }
    }

    /// Ends all that waits for a failed request. Not by calling itself: a row may be long.
    fn abandon(&mut self, failed: usize) {
        let mut lost = self.items[failed].children.clone();
        while let Some(index) = lost.pop() {
            let item = &mut self.items[index];
            if item.is_waiting() {
                let call = item.call.clone();
                item.state = State::Failed(BatchFailure { call, fault: BatchFault::Dependency }.into());
                lost.extend(&item.children);
            }
        }
    }

    fn enqueue(&mut self, index: usize, now: Instant) {
        let item = &self.items[index];
        match item.due.filter(|due| *due > now) {
            Some(due) => self.later.insert((due, index)),
            None => self.ready.entry(item.key).or_default().insert(index),
        };
    }

    /// What was for later and is due.
    fn wake(&mut self, now: Instant) {
        while let Some((due, index)) = self.later.first().copied().filter(|(due, _)| *due <= now) {
            self.later.remove(&(due, index));
            self.ready.entry(self.items[index].key).or_default().insert(index);
        }
    }
}
