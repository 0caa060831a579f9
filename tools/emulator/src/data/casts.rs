//! An address as a client must write it: with the casts that properties of derived types need.

use crate::data::store::Store;
use crate::routing::walk::{PathStep, Walk};
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;

/// Returns the address of a stored entity in a version, with the casts that it needs. The store knows no
/// casts, since a cast does not change where an entity is.
pub(crate) fn with_casts(schema: &Schema, store: &Store, version: &str, address: &Address) -> Address {
    let walked = walk_steps(schema, store, address);
    // An address with its own template is written like the template, without casts.
    let steps = walked.unwrap_or_else(|| address.steps.clone());
    Address { version: version.to_owned(), steps }
}

fn walk_steps(schema: &Schema, store: &Store, address: &Address) -> Option<Vec<Step>> {
    let (Step::Name(first), rest) = address.steps.split_first()? else { return None };
    let mut walk = Walk::at_root(schema, first)?;
    for (at, step) in rest.iter().enumerate() {
        let (Step::Name(segment) | Step::Key(segment)) = step;
        let mut next = walk.clone();
        let has_cast_left_out = |next: &Walk<'_>| {
            next.path[walk.path.len()..].iter().any(|step| matches!(step, PathStep::Owner(_)))
        };
        if next.step(segment) && !has_cast_left_out(&next) {
            walk = next;
            continue;
        }
        // The segment is not a property of the declared type: retry with a cast to the entity's own type.
        let owner = Address { version: address.version.clone(), steps: address.steps[..=at].to_vec() };
        let structure = &store.get(&owner)?.structure;
        if !(walk.step(structure) && walk.step(segment)) {
            return None;
        }
    }
    Some(walk.named)
}
