//! An entity as queries and responses see it.

use crate::data::packed::Packed;
use crate::data::store::{Store, Stored};
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;

/// A stored entity with its address.
#[derive(Clone, Copy)]
pub(crate) struct FoundEntity<'a> {
    pub(crate) address: &'a Address,
    pub(crate) structure: &'a str,
    pub(crate) properties: &'a Packed,
    pub(crate) revision: u64,
}

/// Where related entities are found.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The version of Graph that shows them.
    pub(crate) schema: &'a Schema,
    pub(crate) store: &'a Store,
}

impl<'a> FoundEntity<'a> {
    pub(crate) fn at(address: &'a Address, stored: &'a Stored) -> Self {
        let Stored { structure, properties, revision, .. } = stored;
        Self { address, structure, properties, revision: *revision }
    }

    /// The entities of a navigation property that the version shows: those beneath this entity, then those that
    /// it is linked to.
    pub(crate) fn related<'s>(
        &self,
        source: Source<'s>,
        name: &str,
        is_collection: bool,
    ) -> impl Iterator<Item = FoundEntity<'s>> + use<'s> {
        let Source { schema, store } = source;
        let property = self.address.child(Step::Name(name.to_owned()));
        let members = is_collection.then(|| store.members(&property));
        // A single entity is stored at the address of the property itself, or linked to it.
        let single = if is_collection { None } else { Some(store.entry(&property)) };
        let linked = if is_collection { &[] } else { store.links(&property) };
        let single = single.flatten().into_iter().chain(store.entries(linked));
        let all = members.into_iter().flatten().chain(single);
        all.filter(|(_, stored)| !schema.is_foreign(&stored.structure))
            .map(|(address, stored)| FoundEntity::at(address, stored))
    }
}
