//! What a program sees of a change.

use core::fmt;
use core::marker::PhantomData;

use super::item::{Item, items, within};
use crate::error::Error;
use crate::model::{Edm, ReadError, from_slice};
use crate::query::{Name, Property, Related};

/// What [`Changes`](super::Changes) gives, one after the other. All three have to be dealt with, so the compiler asks for
/// them in every `match`.
#[derive(Debug)]
pub enum Change<E> {
    /// An entity that was created or changed. The same may come more than once: the last one stands.
    Changed(Changed<E>),
    /// An entity that is gone from the collection.
    Removed(Removed),
    /// Graph can no longer say what has changed: everything that was known before is void, and all there is follows. Holds
    /// Graph's own words, whose code may say what to do with changes made on this side.
    ///
    /// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", "Synchronization reset".
    Restarted(Error),
}

/// A created or changed entity, in part: a property that is not there has not changed, unlike one that is null.
///
/// So it is no `E`, in whose fields the two would look alike. [`apply_to`](Self::apply_to) brings an entity up to date,
/// [`read`](Self::read) makes one of an item that holds a whole one, [`get`](Self::get) looks at one property.
pub struct Changed<E> {
    item: Item,
    entity: PhantomData<fn() -> E>,
}

/// Whether a property is part of a change, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<T> {
    /// It is not there: it has not changed, or was never set.
    Absent,
    /// It is null now.
    Null,
    /// It has this value now.
    Value(T),
}

/// An entity that is gone from a collection.
#[derive(Clone, PartialEq)]
pub struct Removed {
    item: Item,
}

/// Why an entity is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovedReason {
    /// It was deleted for good.
    Deleted,
    /// It was deleted and can be restored, or is no longer part of the collection.
    Changed,
    /// What else Graph says, as it came; empty where it says nothing.
    Other(String),
}

/// A change of a relationship.
#[derive(Debug)]
pub enum Link<R> {
    /// An entity that is related now, mostly with its key and its type alone.
    Added(Changed<R>),
    /// An entity that is not related any more. It may still be there.
    Removed(Removed),
}

impl<E> Change<E> {
    pub(super) fn of(item: Item) -> Self {
        match item.removed {
            None => Self::Changed(Changed { item, entity: PhantomData }),
            Some(_) => Self::Removed(Removed { item }),
        }
    }
}

impl RemovedReason {
    /// Of the JSON of an item's `@removed`.
    pub(super) fn read(json: &str) -> Self {
        let removed: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        match removed["reason"].as_str().unwrap_or_default() {
            "deleted" => Self::Deleted,
            "changed" => Self::Changed,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl<E> Changed<E> {
    /// The entity's key.
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// Whether a property is part of the change, null or not.
    pub fn has<T>(&self, property: Property<E, T>) -> bool {
        let name: Name<E> = property.into();
        self.item.find(name.as_str()).is_ok_and(|json| json.is_some())
    }

    /// A property, if it is part of the change.
    ///
    /// # Errors
    /// [`ReadError`] where it is of another type than declared.
    pub fn get<T: Edm>(&self, property: Property<E, T>) -> Result<Presence<T>, ReadError> {
        let name: Name<E> = property.into();
        let way = || name.as_str().replace('/', ".");
        match self.item.find(name.as_str()).map_err(|error| within(&way(), error))?.as_deref() {
            None => Ok(Presence::Absent),
            Some("null") if !T::KIND.is_collection() => Ok(Presence::Null),
            Some(json) => {
                from_slice(json.as_bytes()).map(Presence::Value).map_err(|error| within(&way(), error))
            }
        }
    }

    /// The wire names of the properties that are part of the change, as they came, without annotations.
    pub fn properties(&self) -> impl Iterator<Item = &str> {
        self.item.names().filter(|name| !name.contains('@'))
    }

    /// The changes of a relationship (`members@delta`), none where it has not changed.
    ///
    /// # Errors
    /// [`ReadError`] where they are no list of entities.
    ///
    /// Source: Microsoft Graph, "Get incremental changes for groups", on `members@delta`.
    pub fn related<T, R>(&self, navigation: Property<E, T>) -> Result<Vec<Link<R>>, ReadError>
    where
        T: Related<R>,
    {
        let name: Name<E> = navigation.into();
        let name = format!("{}@delta", name.as_str());
        let Some(json) = self.item.member(&name).filter(|json| *json != "null") else {
            return Ok(Vec::new());
        };
        let linked = items(json).map_err(|error| within(&name, error))?;
        Ok(linked.into_iter().map(Link::of).collect())
    }

    /// The item as JSON, to the byte as it came.
    pub fn json(&self) -> &str {
        self.item.json()
    }
}

impl<R> Link<R> {
    fn of(item: Item) -> Self {
        match item.removed {
            None => Self::Added(Changed { item, entity: PhantomData }),
            Some(_) => Self::Removed(Removed { item }),
        }
    }
}

impl<E: Edm> Changed<E> {
    /// The item as a whole entity: one that is new, or one whose struct needs no more than the item holds.
    ///
    /// A field that is an `Option` is then `None` for a property that is null as for one that is not there.
    ///
    /// # Errors
    /// [`ReadError`] where a property is of another type than declared, or is missing and its field is not an `Option`.
    pub fn read(&self) -> Result<E, ReadError> {
        self.read_as()
    }

    /// Brings an entity up to date: what is part of the change takes the place of what was there, null included, and
    /// everything else stays.
    ///
    /// # Errors
    /// [`ReadError`] where a property is of another type than declared. The entity is then as it was.
    pub fn apply_to(&self, entity: &mut E) -> Result<(), ReadError> {
        *entity = from_slice(self.item.over(entity)?.as_bytes()).map_err(placeless)?;
        Ok(())
    }
}

impl<E> Changed<E> {
    /// The same as another type: the choice of derived types where the entity may be of any of them.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_as<T: Edm>(&self) -> Result<T, ReadError> {
        from_slice(self.item.json().as_bytes()).map_err(placeless)
    }
}

/// Without a line and a column, which would be those of no text that anyone has seen.
fn placeless(error: ReadError) -> ReadError {
    ReadError { line: 0, column: 0, ..error }
}

impl Removed {
    /// The entity's key.
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// Why it is gone.
    pub fn reason(&self) -> &RemovedReason {
        const UNSTATED: &RemovedReason = &RemovedReason::Other(String::new());
        self.item.removed.as_ref().unwrap_or(UNSTATED)
    }

    /// The item as JSON, to the byte as it came.
    pub fn json(&self) -> &str {
        self.item.json()
    }
}

impl<E> Clone for Changed<E> {
    fn clone(&self) -> Self {
        Self { item: self.item.clone(), entity: PhantomData }
    }
}

/// Shows the key and which properties there are, not their values.
impl<E> fmt::Debug for Changed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changed")
            .field("id", &self.id())
            .field("properties", &self.properties().collect::<Vec<_>>())
            .finish()
    }
}

impl fmt::Debug for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Removed").field("id", &self.id()).field("reason", self.reason()).finish()
    }
}
