//! An address as a client must write it: with the casts that lead on from entities of derived types.

use crate::data::store::Store;
use crate::routing::walk::Walk;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;

/// The address of what is stored, with the casts that it takes. Casts are no part of where an entity is, so the store knows
/// none.
pub(crate) fn named(schema: &Schema, store: &Store, address: &Address) -> Address {
    let walked = walked(schema, store, address);
    // An address with a template of its own is written as the template is.
    walked.map_or_else(|| address.clone(), |steps| Address { version: address.version.clone(), steps })
}

fn walked(schema: &Schema, store: &Store, address: &Address) -> Option<Vec<Step>> {
    let (Step::Name(first), rest) = address.steps.split_first()? else { return None };
    let mut walk = Walk::at_root(schema, first)?;
    for (at, step) in rest.iter().enumerate() {
        let (Step::Name(segment) | Step::Key(segment)) = step;
        if walk.step(segment) {
            continue;
        }
        let owner = Address { version: address.version.clone(), steps: address.steps[..=at].to_vec() };
        let structure = &store.get(&owner)?.structure;
        if !(walk.step(structure) && walk.step(segment)) {
            return None;
        }
    }
    Some(walk.named)
}
