//! The entities of one page. Entities after the page are not looked at, except to count or to sort them.

use std::cmp::Ordering;

use super::budget::{Budget, STEP};
use super::options::Query;
use super::order::Order;
use super::path::Root;
use super::sort_key::SortKey;
use crate::data::found::{FoundEntity, Source};

/// Which of the matching entities are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    /// How many entities precede them.
    pub(crate) start: usize,
    /// The most entities.
    pub(crate) size: usize,
}

impl Window {
    pub(crate) const ALL: Self = Self { start: 0, size: usize::MAX };

    fn end(self) -> usize {
        self.start.saturating_add(self.size)
    }
}

/// The entities of one page.
pub(crate) struct Page<'a> {
    pub(crate) items: Vec<FoundEntity<'a>>,
    /// Whether entities follow.
    pub(crate) has_more: bool,
    /// How many entities match, on all pages. `None` if that was not asked for.
    pub(crate) count: Option<usize>,
}

impl Query {
    /// Whether the query matches an entity.
    fn matches(&self, root: Root<'_>, budget: &Budget) -> bool {
        budget.release_texts(0);
        self.filter.as_ref().is_none_or(|filter| filter.holds(root, budget))
            && self.search.as_ref().is_none_or(|search| search.finds(root, budget))
    }

    fn matching<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        budget: &Budget,
    ) -> impl Iterator<Item = FoundEntity<'a>> {
        items
            .take_while(|_| budget.spend(STEP).is_some())
            .filter(move |found| self.matches(Root { source, found: *found }, budget))
    }

    /// How many entities match the query.
    pub(crate) fn count_of<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        budget: &Budget,
    ) -> usize {
        self.matching(source, items, budget).count()
    }

    /// The matching entities of a window, in the order of `$orderby`.
    pub(crate) fn page<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        window: Window,
        budget: &Budget,
    ) -> Page<'a> {
        let matching = self.matching(source, items, budget);
        if self.orders.is_empty() {
            self.first_page(matching, window)
        } else {
            self.sorted_page(source, matching, window, budget)
        }
    }

    /// The matching entities of a window, among entities in the order of the list.
    pub(crate) fn page_in_order<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        window: Window,
        budget: &Budget,
    ) -> Page<'a> {
        self.first_page(self.matching(source, items, budget), window)
    }

    fn first_page<'a>(
        &self,
        mut matching: impl Iterator<Item = FoundEntity<'a>>,
        window: Window,
    ) -> Page<'a> {
        let skipped = matching.by_ref().take(window.start).count();
        let items: Vec<_> = matching.by_ref().take(window.size).collect();
        let counted = skipped + items.len();
        if self.count {
            let count = counted + matching.count();
            return Page { items, has_more: window.end() < count, count: Some(count) };
        }
        Page { items, has_more: matching.next().is_some(), count: None }
    }

    pub(super) fn sorted_page<'a>(
        &self,
        source: Source<'a>,
        items: impl Iterator<Item = FoundEntity<'a>>,
        window: Window,
        budget: &Budget,
    ) -> Page<'a> {
        let mut first = First::new(&self.orders, window.end());
        let mut count = 0;
        for found in items.take_while(|_| !budget.is_spent()) {
            count += 1;
            first.add(Sorted::of(&self.orders, count, Root { source, found }, budget), budget);
        }
        let items = first.into_sorted().skip(window.start).collect();
        Page { items, has_more: window.end() < count, count: self.count.then_some(count) }
    }
}

/// An entity with what it is sorted by.
struct Sorted<'k, 'a> {
    key: SortKey<'k>,
    /// The keys after the first, which most queries do not have.
    further: Vec<SortKey<'k>>,
    /// Its position without a sort, by which equal entities are ordered.
    position: usize,
    found: FoundEntity<'a>,
}

impl<'k, 'a: 'k> Sorted<'k, 'a> {
    fn of(orders: &'k [Order], position: usize, root: Root<'a>, budget: &Budget) -> Self {
        let mut keys = orders.iter().map(|order| order.key(root, budget));
        let key = keys.next().unwrap_or(SortKey::Null);
        Self { key, further: keys.collect(), position, found: root.found }
    }

    fn compare(&self, other: &Self, orders: &[Order]) -> Ordering {
        let keys = std::iter::once(&self.key).chain(&self.further);
        let others = std::iter::once(&other.key).chain(&other.further);
        let mut unequal = keys.zip(others).zip(orders).map(|((one, two), order)| {
            let ordering = one.compare(two);
            if order.is_descending { ordering.reverse() } else { ordering }
        });
        let unequal = unequal.find(|ordering| ordering.is_ne());
        unequal.unwrap_or_else(|| self.position.cmp(&other.position))
    }

    fn size(&self) -> usize {
        self.key.size() + self.further.iter().map(SortKey::size).sum::<usize>()
    }
}

/// The first entities in the order: those of the page, and those that precede it. The others are dropped as
/// they come, so that the whole collection is not sorted for one page.
struct First<'k, 'a> {
    orders: &'k [Order],
    /// How many are wanted.
    limit: usize,
    /// In no order. At most twice as many as are wanted.
    items: Vec<Sorted<'k, 'a>>,
    /// The memory of their keys.
    size: usize,
    /// Whether `items[limit - 1]` is the last of those that are wanted.
    is_cut: bool,
}

/// The fewest items that are cut.
const MIN_CUT: usize = 64;

impl<'k, 'a: 'k> First<'k, 'a> {
    fn new(orders: &'k [Order], limit: usize) -> Self {
        Self { orders, limit, items: Vec::new(), size: 0, is_cut: false }
    }

    fn add(&mut self, item: Sorted<'k, 'a>, budget: &Budget) {
        let is_after = |last: &Sorted<'k, 'a>| item.compare(last, self.orders).is_gt();
        let last = self.limit.checked_sub(1).filter(|_| self.is_cut).map(|last| &self.items[last]);
        if self.limit > 0 && !last.is_some_and(is_after) {
            self.size += item.size();
            self.items.push(item);
            if self.items.len() >= self.limit.saturating_mul(2).max(MIN_CUT) {
                self.cut();
            }
        }
        budget.release_texts(self.size);
    }

    /// Drops all but those that are wanted.
    fn cut(&mut self) {
        if self.items.len() > self.limit {
            self.items.select_nth_unstable_by(self.limit - 1, |one, two| one.compare(two, self.orders));
            self.items.truncate(self.limit);
            self.size = self.items.iter().map(Sorted::size).sum();
            self.is_cut = true;
        }
    }

    fn into_sorted(mut self) -> impl Iterator<Item = FoundEntity<'a>> + use<'k, 'a> {
        if self.limit > 0 {
            self.cut();
        }
        self.items.sort_unstable_by(|one, two| one.compare(two, self.orders));
        self.items.into_iter().map(|sorted| sorted.found)
    }
}
