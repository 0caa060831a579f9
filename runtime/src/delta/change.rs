//! The changes that a program receives.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::model::read::Mode;
use graph_entity_model::model::{Edm, ReadError, from_slice, key_name, read_property};

use super::item::{Item, items, within, without_position};
use crate::error::Error;
use crate::query::{Name, Property, Related};

/// One item of [`Changes`](super::Changes). Not `non_exhaustive`: a program must handle all three, so the
/// compiler requires them in every `match`.
#[derive(Debug)]
pub enum Change<E> {
    /// An entity that was created or changed. The same entity may come more than once: the last one counts.
    Changed(Changed<E>),
    /// An entity that is no longer in the collection.
    Removed(Removed),
    /// Graph cannot report the changes any more: everything known before is invalid, and all entities follow.
    /// Contains Graph's error, whose code may say how to handle local changes.
    ///
    /// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", "Synchronization
    /// reset".
    Restarted(Error),
}

/// The changed part of an entity. A property that is missing has not changed, unlike one that is null.
///
/// It is not an `E`, whose fields could not distinguish the two. [`apply_to`](Self::apply_to) updates an
/// entity, [`read`](Self::read) converts an item that is complete, and [`get`](Self::get) returns one
/// property.
pub struct Changed<E> {
    item: Item,
    entity: PhantomData<fn() -> E>,
}

/// Whether a property is part of a change, and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<T> {
    /// Missing: it has not changed, or was never set.
    Absent,
    /// Null: the property was cleared, or has no value.
    Null,
    /// The property has this value.
    Value(T),
}

/// An entity that is no longer in a collection.
#[derive(Clone, PartialEq)]
pub struct Removed {
    item: Item,
}

/// Why an entity is no longer in a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovedReason {
    /// The entity was deleted permanently: `deleted`.
    Deleted,
    /// It was deleted and can be restored, or it does not belong to the collection any more.
    Changed,
    /// Any other reason, as Graph sent it. Empty if Graph sent none.
    Other(String),
}

/// A change of a relationship: an item of `members@delta`.
#[derive(Debug)]
pub enum Link<R> {
    /// An entity that is now related. Mostly with its key and type only.
    Added(Changed<R>),
    /// An entity that is not related any more. It may still exist.
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
    /// Parses the JSON of `@removed`.
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
    /// Returns the entity's key, `id` on the wire.
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// Whether a property is part of the change, with null or a value.
    pub fn has<T>(&self, property: Property<E, T>) -> bool {
        let name: Name<E> = property.into();
        self.item.find(name.as_str()).is_ok_and(|json| json.is_some())
    }

    /// The value of a property, if it is part of the change.
    ///
    /// # Errors
    /// [`ReadError`] if the value is of another type than declared.
    pub fn get<T: Edm>(&self, property: Property<E, T>) -> Result<Presence<T>, ReadError> {
        let name: Name<E> = property.into();
        let way = || name.as_str().replace('/', ".");
        match self.item.find(name.as_str()).map_err(|error| within(&way(), error))?.as_deref() {
            None => Ok(Presence::Absent),
            Some("null") if !T::KIND.is_collection() => Ok(Presence::Null),
            Some(json) => {
                let mut value = T::vacant();
                // Whether the property is sensitive is not known here, so no error shows its value.
                match read_property(json.as_bytes(), &mut value, Mode::Reply, None) {
                    Ok(()) => Ok(Presence::Value(value)),
                    Err(error) => Err(within(&way(), error)),
                }
            }
        }
    }

    /// The wire names of the properties in the change, in the order received, without annotations.
    pub fn properties(&self) -> impl Iterator<Item = &str> {
        self.item.names().filter(|name| !name.contains('@'))
    }

    /// The changes of a relationship (`members@delta`). Empty if it has not changed.
    ///
    /// # Errors
    /// [`ReadError`] if they are not a list of entities.
    ///
    /// Source: Microsoft Graph, "Get incremental changes for groups", on `members@delta`.
    pub fn related<T, R>(&self, navigation: Property<E, T>) -> Result<Vec<Link<R>>, ReadError>
    where
        T: Related<R>,
        R: Edm,
    {
        let name: Name<E> = navigation.into();
        let name = format!("{}@delta", name.as_str());
        let Some(json) = self.item.member(&name).filter(|json| *json != "null") else {
            return Ok(Vec::new());
        };
        let linked = items(json, key_name(R::KIND)).map_err(|error| within(&name, error))?;
        Ok(linked.into_iter().map(Link::of).collect())
    }

    /// The item as JSON, exactly as it was received.
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
    /// Reads the item as a complete entity: a new one, or one whose struct requires no more than the item
    /// contains.
    ///
    /// A field that is an `Option` is `None` both for a null property and for a missing one.
    ///
    /// # Errors
    /// [`ReadError`] if a property is of another type than declared, or is missing although its field is not
    /// an `Option`.
    pub fn read(&self) -> Result<E, ReadError> {
        self.read_as()
    }

    /// Updates an entity: properties in the change replace the old values, including null. All others are
    /// kept.
    ///
    /// # Errors
    /// [`ReadError`] if a property is of another type than declared, or if untyped JSON in the entity is nested
    /// too deeply. The entity is then unchanged.
    pub fn apply_to(&self, entity: &mut E) -> Result<(), ReadError> {
        *entity = from_slice(self.item.over(entity)?.as_bytes()).map_err(without_position)?;
        Ok(())
    }
}

impl<E> Changed<E> {
    /// Reads the item as another type: the choice of derived types if the entity may be of any of them.
    ///
    /// # Errors
    /// The same as for [`read`](Self::read).
    pub fn read_as<T: Edm>(&self) -> Result<T, ReadError> {
        from_slice(self.item.json().as_bytes()).map_err(without_position)
    }
}

impl Removed {
    /// Returns the entity's key, `id` on the wire.
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// Why the entity is no longer in the collection.
    pub fn reason(&self) -> &RemovedReason {
        const UNSTATED: &RemovedReason = &RemovedReason::Other(String::new());
        self.item.removed.as_ref().unwrap_or(UNSTATED)
    }

    /// The item as JSON, exactly as it was received.
    pub fn json(&self) -> &str {
        self.item.json()
    }
}

impl<E> Clone for Changed<E> {
    fn clone(&self) -> Self {
        Self { item: self.item.clone(), entity: PhantomData }
    }
}

/// Shows the names of the properties, not their values and not the key.
impl<E> fmt::Debug for Changed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changed")
            .field("properties", &self.properties().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Shows the reason and not the key.
impl fmt::Debug for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Removed").field("reason", self.reason()).finish_non_exhaustive()
    }
}
