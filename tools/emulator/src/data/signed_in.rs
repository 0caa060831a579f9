//! The signed-in user: `/me` leads to one of the users.
//!
//! Source: Microsoft Graph, "Get a user": `/me` and `/users/{id}`.

use crate::data::insert::NewEntity;
use crate::data::store::Store;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;

/// Returns the user that an address with `me` alone leads to. The first call creates the user, with this key
/// or with a new one. `None` if the address is another one.
pub(crate) fn user(schema: &Schema, store: &mut Store, me: &Address, key: Option<&str>) -> Option<Address> {
    let (_, users) = schema.signed_in().filter(|(singleton, _)| is_me(me, &singleton.name))?;
    if let [known] = store.links(me) {
        return Some(known.clone());
    }
    let structure = schema.structure(&users.structure)?;
    let key = key.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned);
    let users = Address { version: me.version.clone(), steps: vec![Step::Name(users.name.clone())] };
    let user = users.with_key(&key);
    if store.get(&user).is_none() {
        NewEntity::empty(structure).put(store, &user, true);
    }
    store.link(me, user.clone(), false);
    Some(user)
}

/// Whether an address is only `me`, and no user is signed in yet.
pub(crate) fn is_missing(schema: &Schema, store: &Store, me: &Address) -> bool {
    let signed_in = schema.signed_in();
    signed_in.is_some_and(|(singleton, _)| is_me(me, &singleton.name)) && store.links(me).is_empty()
}

fn is_me(address: &Address, singleton: &str) -> bool {
    matches!(address.steps.as_slice(), [Step::Name(name)] if name == singleton)
}

/// Whether an address is `me`, or beneath it.
pub(crate) fn is_at(schema: &Schema, address: &Address) -> bool {
    let me = schema.signed_in().map(|(singleton, _)| &singleton.name);
    matches!((address.steps.first(), me), (Some(Step::Name(name)), Some(me)) if name == me)
}

/// Returns an address with the user in place of `me` at its start. The user is created if there is none.
pub(crate) fn home(schema: &Schema, store: &mut Store, address: &Address, key: Option<&str>) -> Address {
    let Some((first, rest)) = address.steps.split_first() else { return address.clone() };
    let me = Address { version: address.version.clone(), steps: vec![first.clone()] };
    match user(schema, store, &me, key) {
        Some(user) => rest.iter().fold(user, |at, step| at.child(step.clone())),
        None => address.clone(),
    }
}
