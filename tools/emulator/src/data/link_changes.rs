//! Which links were made and removed, for the deltas of relationships.

use std::collections::BTreeMap;

use crate::schema::address::Address;

/// The last change of each link, by the address of the navigation property and then by the target.
#[derive(Clone, Default)]
pub(crate) struct LinkChanges(BTreeMap<Address, BTreeMap<Address, LinkChange>>);

/// The last change of a link.
#[derive(Clone, Copy)]
pub(crate) struct LinkChange {
    /// The number of the change.
    pub(crate) change: u64,
    /// Whether the link was made, and not removed.
    pub(crate) is_made: bool,
}

impl LinkChanges {
    pub(super) fn record(&mut self, property: &Address, target: Address, change: LinkChange) {
        self.0.entry(property.clone()).or_default().insert(target, change);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The changes of a navigation property, by their targets.
    pub(super) fn of(&self, property: &Address) -> impl Iterator<Item = (&Address, LinkChange)> {
        self.0.get(property).into_iter().flatten().map(|(target, change)| (target, *change))
    }
}
