//! Which requests are sent next, and together. No I/O and no clock: times are parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::SIZE;
use super::item::{Item, Key, State};
use crate::client::Exchange;
use crate::error::{BatchError, BatchErrorKind, Error};

/// All requests of a batch of any size, and which of them can be sent.
pub(super) struct Schedule {
    pub(super) items: Vec<Item>,
    /// Requests that can be sent now.
    ready: BTreeMap<Key, BTreeSet<usize>>,
    /// Requests that can be sent at a later time.
    delayed: BTreeSet<(Instant, usize)>,
}

impl Schedule {
    pub(super) fn new(items: Vec<Item>, now: Instant) -> Self {
        let mut schedule = Self { items, ready: BTreeMap::new(), delayed: BTreeSet::new() };
        for index in 0..schedule.items.len() {
            if schedule.items[index].has_failed() {
                schedule.fail_dependents(index);
            } else if schedule.items[index].parent.is_none() {
                schedule.enqueue(index, now);
            }
        }
        schedule
    }

    /// The earliest time at which a delayed request can be sent.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.delayed.first().map(|(due, _)| *due)
    }

    /// The requests of the next batch, each after the request that it depends on.
    pub(super) fn next_batch(&mut self, now: Instant) -> Option<Vec<usize>> {
        self.move_due_to_ready(now);
        // Starts with the oldest request, so that requests of another version are not starved.
        let (key, set) = self.ready.iter().min_by_key(|(_, set)| set.first())?;
        let key = *key;
        let independent: Vec<usize> = set.iter().take(SIZE).copied().collect();
        let dependency_group = self.dependency_group(*independent.first()?, now);
        // Prefers more requests in one batch. If both are equal, the group with dependencies saves a round
        // trip.
        let members = if dependency_group.len() > 1 && dependency_group.len() >= independent.len() {
            dependency_group
        } else {
            independent
        };
        self.remove_ready(&members, key);
        Some(members)
    }

    /// Marks requests as in flight.
    fn remove_ready(&mut self, members: &[usize], key: Key) {
        if let Some(set) = self.ready.get_mut(&key) {
            for member in members {
                set.remove(member);
            }
        }
        self.ready.retain(|_, set| !set.is_empty());
        for member in members {
            self.items[*member].state = State::InFlight;
        }
    }

    /// A request with the requests that depend on it, in one of the two shapes that Graph accepts: a star if
    /// several depend on it, otherwise a chain.
    fn dependency_group(&self, root: usize, now: Instant) -> Vec<usize> {
        let mut members = vec![root];
        let mut next = self.sendable_children(root, now);
        // Graph rejects a mix of shapes, so the children of a star bring no children of their own.
        if next.len() > 1 {
            members.extend(next);
            return members;
        }
        while let ([only], true) = (next.as_slice(), members.len() < SIZE) {
            members.push(*only);
            next = self.sendable_children(*only, now);
        }
        members
    }

    /// The requests that depend on a request and may be sent with it, as many as fit in a batch.
    fn sendable_children(&self, index: usize, now: Instant) -> Vec<usize> {
        let item = &self.items[index];
        let may_go = |child: &usize| {
            let child = &self.items[*child];
            child.is_waiting() && child.key == item.key && child.due.is_none_or(|due| due <= now)
        };
        // One place in the batch is taken by the request itself.
        item.children.iter().copied().filter(may_go).take(SIZE - 1).collect()
    }

    /// Stores the answer of a request, and enqueues the requests that wait for it.
    pub(super) fn finish(&mut self, index: usize, exchange: Exchange, now: Instant) {
        let item = &mut self.items[index];
        item.state = State::Done(Box::new(exchange));
        // The JSON is not needed any more.
        item.json = String::new();
        for child in item.children.clone() {
            if self.items[child].is_waiting() {
                self.enqueue(child, now);
            }
        }
    }

    /// Fails a request permanently, and the requests that wait for it.
    pub(super) fn fail(&mut self, index: usize, error: Error) {
        self.items[index].state = State::Failed(error);
        self.fail_dependents(index);
    }

    /// Schedules a retry at a time. A request with a dependency also waits for that one.
    pub(super) fn requeue(&mut self, index: usize, due: Option<Instant>, now: Instant) {
        self.items[index].state = State::Waiting;
        self.items[index].due = due.or(self.items[index].due);
        if self.items[index].parent.is_none_or(|parent| self.items[parent].is_done()) {
            self.enqueue(index, now);
        }
    }

    /// Fails all requests that wait for a failed one. Iterative, because a chain may be long.
    fn fail_dependents(&mut self, failed: usize) {
        let mut dependents = self.items[failed].children.clone();
        while let Some(index) = dependents.pop() {
            let item = &mut self.items[index];
            if item.is_waiting() {
                let call = item.call.clone();
                item.state = State::Failed(BatchError { call, kind: BatchErrorKind::Dependency }.into());
                dependents.extend(&item.children);
            }
        }
    }

    fn enqueue(&mut self, index: usize, now: Instant) {
        let item = &self.items[index];
        match item.due.filter(|due| *due > now) {
            Some(due) => self.delayed.insert((due, index)),
            None => self.ready.entry(item.key).or_default().insert(index),
        };
    }

    /// Moves the delayed requests that are due to the ready ones.
    fn move_due_to_ready(&mut self, now: Instant) {
        while let Some((due, index)) = self.delayed.first().copied().filter(|(due, _)| *due <= now) {
            self.delayed.remove(&(due, index));
            self.ready.entry(self.items[index].key).or_default().insert(index);
        }
    }
}
