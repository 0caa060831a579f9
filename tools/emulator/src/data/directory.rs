//! Entities of the directory, which also have an address in `directoryObjects`.
//!
//! Source: Microsoft Graph, "Get directoryObject", "Add members".

use crate::data::store::Store;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::DIRECTORY;
use crate::schema::model::Schema;

/// The address of the entity that `directoryObjects/{id}` leads to: in the entity set of users, of groups, or
/// another one of the directory.
pub(crate) fn find(schema: &Schema, store: &Store, address: &Address) -> Option<Address> {
    let [Step::Name(set), Step::Key(key)] = address.steps.as_slice() else { return None };
    if schema.root(set)?.structure != DIRECTORY {
        return None;
    }
    let sets = schema.roots().filter(|root| root.is_collection);
    let mut homes = sets.map(|root| {
        let steps = vec![Step::Name(root.name.clone()), Step::Key(key.clone())];
        Address { version: address.version.clone(), steps }
    });
    homes.find(|home| store.get(home).is_some_and(|it| schema.is_derived(&it.structure, DIRECTORY)))
}
