//! Items of folders, which also have an address outside of their folder: `/me/messages/{id}` leads to a
//! message in any folder of the user.
//!
//! Source: Microsoft Graph, "Get message", "List messages", "Get mailFolder", "Get contact", "Get event", "Get
//! calendar", "Get a `DriveItem` resource", "Get plannerTask", "Get plannerBucket".

use crate::data::store::{Store, Stored};
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::types::Type;

const MESSAGE: &str = "microsoft.graph.message";

/// The types of items, with the types of the folders that contain them.
const FOLDERS: [(&str, &[&str]); 9] = [
    (MESSAGE, &["microsoft.graph.mailFolder"]),
    ("microsoft.graph.mailFolder", &["microsoft.graph.mailFolder"]),
    ("microsoft.graph.contact", &["microsoft.graph.contactFolder"]),
    ("microsoft.graph.contactFolder", &["microsoft.graph.contactFolder"]),
    ("microsoft.graph.event", &["microsoft.graph.calendar", "microsoft.graph.calendarGroup"]),
    ("microsoft.graph.calendar", &["microsoft.graph.calendarGroup"]),
    ("microsoft.graph.driveItem", &["microsoft.graph.driveItem"]),
    ("microsoft.graph.plannerTask", &["microsoft.graph.plannerPlan", "microsoft.graph.plannerBucket"]),
    ("microsoft.graph.plannerBucket", &["microsoft.graph.plannerPlan"]),
];

/// The address of the item with the key of an address, in another collection of the same owner or in a folder
/// of it.
pub(crate) fn find(schema: &Schema, store: &Store, address: &Address) -> Option<Address> {
    let (Step::Key(key), collection) = address.steps.split_last()? else { return None };
    let (_, owner) = collection.split_last()?;
    let items = Items::of(schema, store, address, owner)?;
    let mut found = items.all().filter(|(address, _)| address.key() == Some(key));
    found.next().map(|(address, _)| address.clone())
}

/// The items in the folders of a collection's owner that a list of the collection has too: the messages of a
/// user. A folder lists only its own.
pub(crate) fn listed<'s>(
    schema: &Schema,
    store: &'s Store,
    collection: &Address,
) -> Vec<(&'s Address, &'s Stored)> {
    let Some((_, owner)) = collection.steps.split_last() else { return Vec::new() };
    let Some(items) = Items::of(schema, store, collection, owner) else { return Vec::new() };
    let is_in_folder = items.types.get(owner.len().wrapping_sub(1)).is_some_and(|name| items.is_folder(name));
    if items.item != MESSAGE || is_in_folder {
        return Vec::new();
    }
    items.all().filter(|(address, _)| !address.is_beneath(collection)).collect()
}

/// The items of one type that an owner has.
struct Items<'a, 's> {
    schema: &'a Schema,
    store: &'s Store,
    owner: Address,
    item: &'static str,
    folders: &'static [&'static str],
    /// The types of the steps of the collection's address.
    types: Vec<&'a str>,
}

impl<'a, 's: 'a> Items<'a, 's> {
    /// `None` if the entities at an address are not such items.
    fn of(schema: &'a Schema, store: &'s Store, address: &Address, owner: &[Step]) -> Option<Self> {
        let types = types(schema, store, address)?;
        let declared = types.last()?;
        let (item, folders) = FOLDERS.iter().find(|(item, _)| schema.is_derived(declared, item))?;
        let owner = Address { version: address.version.clone(), steps: owner.to_vec() };
        Some(Self { schema, store, owner, item, folders, types })
    }

    fn is_folder(&self, name: &str) -> bool {
        self.folders.iter().any(|folder| self.schema.is_derived(name, folder))
    }

    fn all(&self) -> impl Iterator<Item = (&'s Address, &'s Stored)> {
        self.store.beneath(&self.owner).filter(|(address, stored)| {
            address.key().is_some()
                && self.schema.is_derived(&stored.structure, self.item)
                && self.is_in_folders(address)
        })
    }

    /// Whether only folders are between the owner and the collection of an entity.
    fn is_in_folders(&self, address: &Address) -> bool {
        let depth = self.owner.steps.len();
        let Some(types) = types(self.schema, self.store, address) else { return false };
        let between = types.len().checked_sub(2).and_then(|end| types.get(depth..end));
        between.is_some_and(|between| between.iter().all(|name| self.is_folder(name)))
    }
}

/// The type of the entities at each step of an address: of the entity stored there, else the declared one.
fn types<'s>(schema: &'s Schema, store: &'s Store, address: &Address) -> Option<Vec<&'s str>> {
    let (Step::Name(root), rest) = address.steps.split_first()? else { return None };
    let mut types = vec![schema.root(root)?.structure.as_str()];
    let mut at = Address { version: address.version.clone(), steps: vec![Step::Name(root.clone())] };
    for step in rest {
        let last = *types.last()?;
        let declared = match step {
            Step::Key(_) => last,
            Step::Name(name) => match schema.structure(last)?.property(name)?.item() {
                Type::Structure(name) | Type::Choice(name) => name.as_str(),
                _ => return None,
            },
        };
        at = at.child(step.clone());
        types.push(store.get(&at).map_or(declared, |stored| &*stored.structure));
    }
    Some(types)
}
