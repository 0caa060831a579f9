//! New entities, with the related entities in their bodies and the links to others.
//!
//! Source: OData Protocol 4.01, "Create Related Entities When Creating an Entity", "Link to Related Entities
//! When Creating an Entity".

use std::collections::HashSet;

use serde_json::Value;

use crate::data::alternate;
use crate::data::keys::{NewKey, key_at};
use crate::data::members::BIND;
use crate::data::properties::{Properties, TYPE, annotated_type, complete};
use crate::data::store::Store;
use crate::data::timestamps;
use crate::refusals::Refusal;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Structure};
use crate::schema::types::Type;

/// An entity to store. Related entities are kept apart, since they are stored at addresses of their own.
pub(crate) struct NewEntity<'a> {
    structure: &'a Structure,
    properties: Properties,
    links: Vec<(&'a Property, Vec<Address>)>,
    related: Related<'a>,
}

/// The related entities in a body, by their navigation properties.
pub(crate) type Related<'a> = Vec<(&'a Property, Vec<NewItem<'a>>)>;

/// A related entity in a body, with its key if its property is a collection.
pub(crate) struct NewItem<'a> {
    key: Option<NewKey>,
    entity: NewEntity<'a>,
}

/// Stands for the key of a related entity that is yet to be made. No stored entity has an empty key.
const NOT_MADE: &str = "";

/// Resolves the address in an `@odata.bind` of a property.
pub(crate) type Resolve<'r> = &'r dyn Fn(&Property, &str) -> Result<Address, Refusal>;

impl<'a> NewEntity<'a> {
    /// An entity without values.
    pub(crate) fn empty(structure: &'a Structure) -> Self {
        Self { structure, properties: Properties::new(), links: Vec::new(), related: Vec::new() }
    }

    /// An entity with these values, without relationships.
    pub(crate) fn of(structure: &'a Structure, properties: Properties) -> Self {
        Self { properties, ..Self::empty(structure) }
    }

    /// Splits a checked body. Every link is resolved first, so that nothing is stored if one of them leads
    /// nowhere.
    pub(crate) fn read(
        schema: &'a Schema,
        structure: &'a Structure,
        mut properties: Properties,
        resolve: Resolve<'_>,
    ) -> Result<Self, Refusal> {
        let links = links(structure, &mut properties, resolve)?;
        let related = Self::related(schema, structure, &mut properties, resolve)?;
        Ok(Self { structure, properties, links, related })
    }

    /// Removes the related entities from a checked body.
    pub(crate) fn related(
        schema: &'a Schema,
        structure: &'a Structure,
        properties: &mut Properties,
        resolve: Resolve<'_>,
    ) -> Result<Related<'a>, Refusal> {
        let mut related = Vec::new();
        for property in structure.properties.iter().filter(|property| property.role.is_navigation()) {
            let items = match properties.remove(&property.name) {
                Some(Value::Array(items)) => items,
                Some(item @ Value::Object(_)) => vec![item],
                _ => continue,
            };
            let items = items.into_iter().map(|item| Self::inner(schema, property, item, resolve));
            let items = items.collect::<Result<Vec<_>, _>>()?;
            expect_distinct(schema, &items)?;
            related.push((property, items));
        }
        Ok(related)
    }

    fn inner(
        schema: &'a Schema,
        property: &Property,
        item: Value,
        resolve: Resolve<'_>,
    ) -> Result<NewItem<'a>, Refusal> {
        let (Type::Structure(declared) | Type::Choice(declared)) = property.item() else {
            return Err(Refusal::not_emulated("a related entity without a type"));
        };
        let name = annotated_type(&item).unwrap_or(declared);
        let structure = schema.structure(name).ok_or_else(|| Refusal::unknown_type(name))?;
        let Value::Object(mut properties) = item else { return Err(Refusal::node(&item, "StartObject")) };
        properties.remove(TYPE);
        let key = property.is_collection().then(|| NewKey::of(structure, &properties)).transpose()?;
        Ok(NewItem { key, entity: Self::read(schema, structure, properties, resolve)? })
    }

    /// Checks that no other entity has its alternate keys, or those of a related one.
    pub(crate) fn expect_unique(
        &self,
        schema: &Schema,
        store: &Store,
        address: &Address,
    ) -> Result<(), Refusal> {
        let value = |name: &str| self.properties.get(name).cloned();
        alternate::expect_unique(schema, store, self.structure, address, &value)?;
        for (property, items) in &self.related {
            let at = address.child(Step::Name(property.name.clone()));
            for NewItem { key, entity } in items {
                // An entity whose key is yet to be made is not stored, and nothing is beneath it.
                let own = match key {
                    Some(NewKey::Given(key)) => at.with_key(key),
                    Some(NewKey::Guid | NewKey::Next) => at.with_key(NOT_MADE),
                    None => at.clone(),
                };
                entity.expect_unique(schema, store, &own)?;
            }
        }
        Ok(())
    }

    /// Stores the entity at an address, and the related ones beneath it. If `is_fresh`, the timestamps of a
    /// new entity are set.
    pub(crate) fn put(self, store: &mut Store, address: &Address, is_fresh: bool) {
        let Self { structure, mut properties, links, related } = self;
        complete(&mut properties, structure, key_at(structure, address).as_deref());
        if is_fresh {
            timestamps::created(structure, &mut properties);
        }
        store.put(address.clone(), &structure.name, &properties);
        link(store, address, links);
        put_related(store, address, related, is_fresh);
    }
}

/// Refuses two entities of one key in a body, the second of which would replace the first, and two with the same
/// values of an alternate key.
fn expect_distinct(schema: &Schema, items: &[NewItem<'_>]) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for item in items {
        if let Some(NewKey::Given(key)) = &item.key
            && !seen.insert(key)
        {
            return Err(Refusal::conflict(key));
        }
    }
    let entities = items.iter().filter(|item| item.key.is_some()).map(|item| &item.entity);
    alternate::expect_distinct(schema, entities.map(|entity| (entity.structure, &entity.properties)))
}

fn put_related(store: &mut Store, address: &Address, related: Related<'_>, is_fresh: bool) {
    for (property, items) in related {
        let at = address.child(Step::Name(property.name.clone()));
        for NewItem { key, entity } in items {
            let own = match key {
                Some(key) => at.with_key(&key.text(store, &at)),
                None => at.clone(),
            };
            entity.put(store, &own, is_fresh);
        }
    }
}

/// Replaces the related entities of the given properties.
pub(crate) fn replace_related(store: &mut Store, address: &Address, related: Related<'_>) {
    for (property, _) in &related {
        store.remove(&address.child(Step::Name(property.name.clone())));
    }
    put_related(store, address, related, true);
}

/// The most links that one request adds. Source: Microsoft Graph, "Add members".
const MAX_ADDED: usize = 20;

/// Checks that none of the links that a request adds to collections is there, so that all of them can be
/// stored.
pub(crate) fn check_added(
    store: &Store,
    entity: &Address,
    links: &[(&Property, Vec<Address>)],
) -> Result<(), Refusal> {
    let mut added = 0;
    for (property, targets) in links.iter().filter(|(property, _)| property.is_collection()) {
        added += targets.len();
        let at = entity.child(Step::Name(property.name.clone()));
        let is_repeated = |(index, target): (usize, &Address)| targets[..index].contains(target);
        let is_there = |target: &Address| store.has_member(&at, target);
        if targets.iter().any(is_there) || targets.iter().enumerate().any(is_repeated) {
            return Err(Refusal::already_linked(&property.name));
        }
    }
    if added > MAX_ADDED { Err(Refusal::too_many_links(added, MAX_ADDED)) } else { Ok(()) }
}

/// Removes the links from a body, and resolves them.
pub(crate) fn links<'a>(
    structure: &'a Structure,
    properties: &mut Properties,
    resolve: Resolve<'_>,
) -> Result<Vec<(&'a Property, Vec<Address>)>, Refusal> {
    let names: Vec<String> = properties.keys().filter(|name| name.contains('@')).cloned().collect();
    let mut links = Vec::new();
    for name in names {
        let Some((owner, BIND)) = name.split_once('@') else { continue };
        let (Some(property), Some(value)) = (structure.property(owner), properties.remove(&name)) else {
            continue;
        };
        let urls = match value {
            Value::Array(urls) => urls,
            url => vec![url],
        };
        let urls = urls.iter().filter_map(Value::as_str);
        links.push((property, urls.map(|url| resolve(property, url)).collect::<Result<_, _>>()?));
    }
    Ok(links)
}

/// Stores the links of an entity.
pub(crate) fn link(store: &mut Store, entity: &Address, links: Vec<(&Property, Vec<Address>)>) {
    for (property, targets) in links {
        let at = entity.child(Step::Name(property.name.clone()));
        for target in targets {
            store.link(&at, target, property.is_collection());
        }
    }
}
