//! The served addresses and the stored entities.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::control::masks::{Masks, excerpt};
use crate::data::store::{Store, Stored};
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::template::Route;
use crate::service::Service;

/// A served address, its types, and the number of entities at it and beneath it.
pub(crate) struct Served {
    pub(crate) address: String,
    pub(crate) types: String,
    pub(crate) entities: usize,
}

/// The entity sets and singletons of each version, then the addresses that were annotated or described.
pub(crate) fn addresses(service: &Service, store: &Store) -> Vec<Served> {
    let mut served = Vec::new();
    for (version, schema) in service.model.schemas() {
        let storage = schema.storage(version);
        let shown = store.entities().filter(|(_, stored)| !schema.is_foreign(&stored.structure));
        let here = shown.map(|(address, _)| address).filter(|address| address.version == storage);
        let (of_roots, of_routes) = counts(schema, here);
        for root in schema.roots() {
            let entities = of_roots.get(root.name.as_str()).copied().unwrap_or_default();
            let address = format!("/{version}/{}", root.name);
            served.push(Served { address, types: root.structure.clone(), entities });
        }
        for route in schema.routes().iter().filter(|route| !route.is_collection) {
            let entities = of_routes.get(&route.home.to_string()).copied().unwrap_or_default();
            let address = format!("/{version}{}", route.template);
            served.push(Served { address, types: route.types.join(", "), entities });
        }
    }
    served
}

/// How many entities are beneath each root, and how many are at each home of a route. Each entity is looked at
/// once: there may be a hundred thousand, and hundreds of roots.
fn counts<'s>(
    schema: &Schema,
    entities: impl Iterator<Item = &'s Address>,
) -> (HashMap<&'s str, usize>, HashMap<String, usize>) {
    let (mut of_roots, mut of_routes) = (HashMap::new(), HashMap::new());
    for address in entities {
        if let Some(Step::Name(root)) = address.steps.first() {
            *of_roots.entry(root.as_str()).or_default() += 1;
        }
        if let Some(route) = home(schema, address) {
            *of_routes.entry(route.home.to_string()).or_default() += 1;
        }
    }
    (of_roots, of_routes)
}

fn home<'s>(schema: &'s Schema, address: &Address) -> Option<&'s Route> {
    if schema.routes().is_empty() {
        return None;
    }
    let segments = address.segments();
    schema.routes().iter().find(|route| !route.is_collection && route.template.matches(&segments))
}

pub(crate) fn address(served: &Served) -> Value {
    json!({"address": served.address, "types": served.types, "entities": served.entities})
}

/// The entities whose paths contain a text, and the number of all that do. At most `limit` are returned.
pub(crate) fn entities(store: &Store, text: &str, limit: usize) -> Value {
    let (mut shown, mut count) = (Vec::new(), 0_usize);
    for (address, stored) in store.entities() {
        // Without a text, the paths of those that are not returned are not written.
        let path = (shown.len() < limit || !text.is_empty()).then(|| address.path());
        if path.as_ref().is_some_and(|path| !path.contains(text)) {
            continue;
        }
        count += 1;
        if let Some(path) = path.filter(|_| shown.len() < limit) {
            shown.push(json!({"path": path, "type": &*stored.structure}));
        }
    }
    json!({"count": count, "entities": shown})
}

/// The entity at a path, without secrets, or `None` if there is none.
pub(crate) fn entity(store: &Store, path: &str, masks: &Masks<'_>) -> Option<Value> {
    let (_, stored) = store.entities().find(|(address, _)| address.path() == path)?;
    let text = values(stored, masks);
    let mut object = json!({"path": path, "type": &*stored.structure});
    object["body"] = excerpt(&text, text.len());
    Some(object)
}

/// The properties of an entity as text, without secrets.
pub(crate) fn values(stored: &Stored, masks: &Masks<'_>) -> String {
    masks.value(Value::Object(stored.properties.to_map()))
}
