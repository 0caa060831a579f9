//! The changes of the relationships that a delta expands: `members@delta`.
//!
//! Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", and "Get incremental changes for
//! groups".

use serde_json::{Map, Value, json};

use super::{REMOVED, key_name};
use crate::answers::text::ObjectText;
use crate::data::properties::TYPE;
use crate::data::store::Store;
use crate::query::Expand;
use crate::routing::resource::Resource;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::DeclaredType;
use crate::schema::template::Pattern;
use crate::schema::types::Type;

/// The relationships of the entities of a collection.
pub(super) struct Relationships<'a> {
    pub(super) resource: &'a Resource<'a>,
    pub(super) store: &'a Store,
    pub(super) expands: Vec<Expand>,
}

/// A related entity, or one that was.
struct Related {
    /// The change that made or ended the relationship.
    change: u64,
    address: Address,
    is_there: bool,
}

impl Relationships<'_> {
    /// The last change of the relationships of an entity, or 0.
    pub(super) fn last_change(&self, entity: &Address) -> u64 {
        let changes = self.expands.iter().flat_map(|expand| self.changes(&property(entity, expand)));
        changes.map(|related| related.change).max().unwrap_or_default()
    }

    /// Adds each relationship that has changed since a change, or all of them in the first round, which is since 0.
    pub(super) fn add(&self, object: &mut ObjectText<'_>, entity: &Address, since: u64) {
        for expand in &self.expands {
            let property = property(entity, expand);
            let mut related = if since == 0 { self.present(&property) } else { self.changes(&property) };
            related.retain(|related| since == 0 || related.change > since);
            related.sort_by_key(|related| related.change);
            if since == 0 || !related.is_empty() {
                let items = related.iter().map(|related| self.item(related, expand));
                object.member(&format!("{}@delta", expand.name), &items.collect::<Value>());
            }
        }
    }

    /// What is related now.
    fn present(&self, property: &Address) -> Vec<Related> {
        let links = self.store.links(property).iter().cloned();
        let links = links.map(|address| Related { change: 0, address, is_there: true });
        links.chain(self.beneath(property)).collect()
    }

    /// The known changes of what is linked and of what is stored beneath the property.
    fn changes(&self, property: &Address) -> Vec<Related> {
        let related = |(address, change, is_there)| Related { change, address, is_there };
        let links = self.store.link_changes(property);
        let links = links.map(|(to, last)| related((to.clone(), last.change, last.is_made)));
        let gone = self.store.removed(property);
        let gone =
            gone.map(|(key, change)| related((property.child(Step::Key(key.to_owned())), change, false)));
        links.chain(self.beneath(property)).chain(gone).collect()
    }

    fn beneath(&self, property: &Address) -> impl Iterator<Item = Related> {
        let stored = self.store.matching(Pattern::of_items(property));
        stored.map(|(address, stored)| Related {
            change: stored.created,
            address: address.clone(),
            is_there: true,
        })
    }

    /// The key and the type, as far as it is known.
    fn item(&self, related: &Related, expand: &Expand) -> Value {
        let mut item = Map::new();
        let stored = self.store.get(&related.address);
        item.extend(stored.map(|stored| (TYPE.to_owned(), format!("#{}", stored.structure).into())));
        let declared = DeclaredType::of(self.resource.schema, &Type::Structure(expand.structure.clone()));
        let name = declared.map_or_else(|| "id".to_owned(), |declared| key_name(&declared));
        item.insert(name, related.address.key().unwrap_or_default().into());
        if !related.is_there {
            item.insert(REMOVED.to_owned(), json!({ "reason": "deleted" }));
        }
        Value::Object(item)
    }
}

fn property(entity: &Address, expand: &Expand) -> Address {
    entity.child(Step::Name(expand.name.clone()))
}
