//! A cache of sorted collections: a list that is asked for again is not sorted again, until an entity
//! changes.

use std::collections::VecDeque;
use std::sync::Arc;

use super::budget::Budget;
use super::options::Query;
use super::page::{Page, Window};
use crate::data::found::{FoundEntity, Source};
use crate::data::store::SharedEntity;

/// The lists that were last asked for.
#[derive(Default)]
pub(crate) struct SortedLists {
    /// The state of the store in which they were sorted.
    state: u64,
    /// The newest is the last.
    lists: VecDeque<(String, SortedList)>,
}

/// The entities of a collection in an order. `None` if it was asked for only once: sorting a whole collection
/// takes longer than finding one page.
pub(crate) type SortedList = Option<Arc<[SharedEntity]>>;

/// The most lists.
const MAX_LISTS: usize = 8;

impl SortedLists {
    /// Returns a list, or `None` if it was not asked for in this state of the store.
    pub(crate) fn get(&mut self, name: &str, state: u64) -> Option<SortedList> {
        if self.state != state {
            (self.state, self.lists) = (state, VecDeque::new());
        }
        self.lists.iter().find(|(known, _)| known == name).map(|(_, list)| list.clone())
    }

    /// Keeps a list, unless the store has changed.
    pub(crate) fn keep(&mut self, name: String, state: u64, list: SortedList) {
        if self.state != state {
            return;
        }
        self.lists.retain(|(known, _)| *known != name);
        if self.lists.len() == MAX_LISTS {
            self.lists.pop_front();
        }
        self.lists.push_back((name, list));
    }
}

impl Query {
    /// Sorts all entities by `$orderby`, whether they match or not.
    pub(crate) fn sort_all<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        budget: &Budget,
    ) -> Arc<[SharedEntity]> {
        let Page { items, .. } = self.sorted_page(source, items, Window::ALL, budget);
        items.iter().filter_map(|found| source.store.shared(found.address)).collect()
    }
}
