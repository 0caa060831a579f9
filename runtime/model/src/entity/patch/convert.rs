//! The methods that every patch model has besides its setters: conversion from JSON, the difference of two
//! entities, and application to an entity.

use core::fmt;
use core::ops::Deref;

use serde::de::{self, Deserializer};
use serde_json::{Map, Value};

use super::body::{BIND, Content};
use super::{Create, Mode, PatchBody, PatchError, PatchErrorKind, Update};
use crate::base::{Body, InvalidRequestError, check_addresses, prepend_step};
use crate::entity::Entity;
use crate::model::depth::{TOO_DEEP, is_too_deep, take_apart};
use crate::model::read::ODATA_TYPE;
use crate::model::sensitive::outline;
use crate::model::{
    Kind, Object, Open, PropertyInfo, ReadErrorKind, Slot, Structured, Unsendable, View, has_value,
    is_encrypted, is_masked, member, read, read_into, read_property, write_copy, write_request_value,
};

/// The methods that every patch model has besides its setters. If a property has the same name as one of
/// them, the setter hides it: call it as `Patch::when(patch, ...)` then.
pub trait Patch:
    Deref<Target = PatchBody<Self::Mode>> + From<PatchBody<Self::Mode>> + Into<PatchBody<Self::Mode>>
{
    /// The entity whose properties the body has.
    type Entity: Entity;
    /// Whether it is the body of an update or of a create.
    type Mode: Mode;

    /// Passes the value to a setter if there is one. Otherwise returns the patch unchanged.
    ///
    /// ```
    /// use graph_entity::{Patch, graph_entity};
    ///
    /// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// pub struct DeviceCategory {
    ///     pub id: String,
    ///     pub display_name: Option<String>,
    /// }
    ///
    /// let configured: Option<&str> = None;
    /// let patch = DeviceCategory::patch().when(configured, |patch, name| patch.display_name(name));
    /// assert!(patch.is_empty());
    /// ```
    #[must_use]
    fn when<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// Sets a property by its wire name and ignores every rule of the declaration: for a property that the
    /// entity lacks or declares wrongly. Nothing is checked.
    #[must_use]
    fn raw(self, name: &str, value: impl Into<Value>) -> Self {
        let mut body: PatchBody<Self::Mode> = self.into();
        let value = value.into();
        body.content.set_raw(name, &value);
        take_apart(value);
        body.into()
    }

    /// The patch that changes `before` into `after`. It contains only the properties that differ. A property
    /// that is `None` in `after` is cleared.
    ///
    /// ```
    /// use graph_entity::{Patch, graph_entity};
    ///
    /// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// #[derive(Clone)]
    /// pub struct DeviceCategory {
    ///     pub id: String,
    ///     pub display_name: Option<String>,
    ///     pub description: Option<String>,
    /// }
    ///
    /// let before: DeviceCategory = serde_json::from_str(r#"{"id":"1","displayName":"Kiosk","description":"x"}"#)?;
    /// let mut after = before.clone();
    /// after.description = None;
    /// let patch = DeviceCategoryPatch::diff(&before, &after)?;
    /// assert_eq!(patch.iter().collect::<Vec<_>>(), [("description", "null")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PatchError`] with every difference that an update cannot make: of a read-only, create-only or
    /// navigation property, null on a property that is never null, a masked secret.
    fn diff(before: &Self::Entity, after: &Self::Entity) -> Result<Self, PatchError>
    where
        Self: Patch<Mode = Update>,
    {
        let mut body = PatchBody::new(<Self::Entity as Structured>::INFO);
        body.content.add_difference(before, after)?;
        Ok(body.into())
    }

    /// Returns the create body of an entity that was read, to replace the entity or to create another one
    /// like it.
    ///
    /// The body contains every property that a create takes, create-only ones included, and the entity's
    /// type, even if it is a derived one. It omits read-only properties, inside other values too, and
    /// undeclared properties: [`Copied::dropped`] lists those that had a value. A null property is omitted,
    /// so a replacement resets it. A property that a `select` left out of the reply is null too, so read the
    /// whole entity.
    ///
    /// ```
    /// use graph_entity::{Copied, Patch, graph_entity};
    ///
    /// #[graph_entity(
    ///     path = "/deviceManagement/deviceCategories/{deviceCategoryId}",
    ///     operations(get, replace)
    /// )]
    /// pub struct DeviceCategory {
    ///     pub id: String,
    ///     pub display_name: Option<String>,
    ///     pub description: Option<String>,
    ///     #[graph(read_only)]
    ///     pub device_count: Option<i32>,
    /// }
    ///
    /// let json = r#"{"id":"1","displayName":"Kiosk","description":"x","deviceCount":7}"#;
    /// let mut category: DeviceCategory = serde_json::from_str(json)?;
    /// category.display_name = Some("Lobby".to_owned());
    /// let Copied { body, dropped } = DeviceCategoryPatch::copy_of(&category)?;
    /// assert_eq!(dropped, ["id", "deviceCount"]);
    /// assert_eq!(
    ///     body.iter().collect::<Vec<_>>(),
    ///     [("displayName", r#""Lobby""#), ("description", r#""x""#)]
    /// );
    /// let request = DeviceCategory::at(category.id).replace(body);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PatchError`] with every property whose value cannot be sent: related entities, which must be bound
    /// or created explicitly, not because a reply contained them; a masked secret; a value that Graph only
    /// sends, such as the sentinel of an evolvable enumeration.
    ///
    /// Source: OData Protocol 4.01, "Update an Entity".
    fn copy_of(entity: &Self::Entity) -> Result<Copied<Self>, PatchError>
    where
        Self: Patch<Mode = Create>,
    {
        let mut body = PatchBody::new(<Self::Entity as Structured>::INFO);
        let dropped = body.content.add_copy(entity)?;
        Ok(Copied { body: body.into(), dropped })
    }

    /// Converts a JSON object to a patch, by the same rules as the setters. Reading a patch with serde does
    /// the same, so that a web service takes one as the body of a request.
    ///
    /// A null clears a property. Annotations are skipped, except `@odata.type`, which must be the entity's,
    /// and, for a create, bound references.
    ///
    /// ```
    /// use graph_entity::{Patch, PatchErrorKind, Update, graph_entity, serde_json::json};
    ///
    /// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// pub struct DeviceCategory {
    ///     pub id: String,
    ///     pub display_name: Option<String>,
    /// }
    ///
    /// let patch = DeviceCategoryPatch::<Update>::from_json(json!({ "displayName": null }))?;
    /// assert_eq!(patch, DeviceCategory::patch().clear_display_name());
    ///
    /// let error = DeviceCategoryPatch::<Update>::from_json(json!({ "id": "1", "name": "Kiosk" })).unwrap_err();
    /// assert_eq!(error.kinds()[0], PatchErrorKind::ReadOnly { property: "id".to_owned() });
    /// assert_eq!(error.kinds()[1], PatchErrorKind::Unknown { property: "name".to_owned() });
    /// # Ok::<(), graph_entity::PatchError>(())
    /// ```
    ///
    /// # Errors
    /// [`PatchError`] with every property that is refused.
    fn from_json(json: Value) -> Result<Self, PatchError> {
        let mut body = PatchBody::<Self::Mode>::new(<Self::Entity as Structured>::INFO);
        let mut scratch = <Self::Entity as Structured>::VACANT;
        let outcome = body.content.add_json(&json, &mut scratch, Self::Mode::IS_CREATE);
        // Its own `drop` would recurse, and overflow the stack if the value is very deep.
        take_apart(json);
        outcome.map(|()| body.into())
    }

    /// Changes an entity as Graph would change it with this patch.
    ///
    /// # Errors
    /// [`PatchError`] if a value set by [`raw`](Patch::raw) does not fit its property. The entity may then be
    /// changed in part.
    fn apply(&self, entity: &mut Self::Entity) -> Result<(), PatchError> {
        let body: &PatchBody<Self::Mode> = self;
        body.content.apply(entity)
    }
}

/// The create body of an entity that was read, and the properties that it omits. Returned by
/// [`Patch::copy_of`].
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a create body does nothing until it is sent"]
pub struct Copied<P> {
    /// The body. Its setters can change it further.
    pub body: P,
    /// The wire names of the properties that had a value and are not in the body, with their path if they are
    /// nested: `createdDateTime`, `settings[0].id`.
    pub dropped: Vec<String>,
}

/// Reads a patch as a client of the program sends it. The body of every emitted `Deserialize`.
///
/// # Errors
/// Those of the format, a name that is there twice, and the text of [`PatchError`].
pub fn deserialize_patch<'de, P: Patch, R: Deserializer<'de>>(reader: R) -> Result<P, R::Error> {
    let members = reader.deserialize_map(Members(<P::Entity as Structured>::INFO.name))?;
    P::from_json(Value::Object(members)).map_err(de::Error::custom)
}

/// Reads an object whose names differ. The field names the entity, for the error of what is no object.
struct Members(&'static str);

impl<'de> de::Visitor<'de> for Members {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a patch of {}, which is a JSON object", self.0)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if let Some(earlier) = members.insert(name.clone(), value) {
                take_apart(earlier);
                return Err(de::Error::custom(format_args!("property {name:?} is there twice")));
            }
        }
        Ok(members)
    }
}

impl Content {
    fn add_json(
        &mut self,
        json: &Value,
        scratch: &mut dyn Object,
        is_create: bool,
    ) -> Result<(), PatchError> {
        PatchError::from_kinds(self.info.name, self.add_members(json, scratch, is_create))
    }

    /// Adds the members of a JSON object. Returns the errors of those that are refused.
    fn add_members(
        &mut self,
        json: &Value,
        scratch: &mut dyn Object,
        is_create: bool,
    ) -> Vec<PatchErrorKind> {
        let mut kinds = Vec::new();
        if let Value::Object(members) = json {
            if let Some(Err(kind)) = members.get(ODATA_TYPE).map(|value| self.add_type(value)) {
                kinds.push(kind);
            }
            for (name, value) in members {
                if let Err(found) = self.add_member(name, value, scratch, is_create) {
                    kinds.extend(found);
                }
            }
        } else {
            kinds.push(PatchErrorKind::NotAnObject);
        }
        kinds.extend(self.check_masked().err().map(PatchErrorKind::Refused));
        kinds
    }

    fn add_member(
        &mut self,
        name: &str,
        value: &Value,
        scratch: &mut dyn Object,
        is_create: bool,
    ) -> Result<(), Vec<PatchErrorKind>> {
        if name.contains('@') {
            return self.add_annotation(name, value, is_create).map_err(one);
        }
        let Some(index) = self.info.find(name, usize::MAX) else {
            return Err(one(PatchErrorKind::Unknown { property: name.to_owned() }));
        };
        let property = &self.info.properties[index];
        refusal(property, is_create).map_err(one)?;
        let index = position(index);
        if value.is_null() && !property.is_navigation() {
            return self.add_null(property, index).map_err(one);
        }
        let mut outcome = Ok(());
        scratch.slots(&mut |slots| {
            let slot = &mut *slots[usize::from(index)];
            outcome = if property.is_navigation() && !value.is_null() {
                self.add_related(property, index, value, slot)
            } else {
                self.add_value(property, index, value, slot).map_err(one)
            };
        });
        outcome
    }

    /// Adds the related entities that are created together with this one. Each is read as a create body of
    /// its own, so that its bound references are kept.
    fn add_related(
        &mut self,
        property: &'static PropertyInfo,
        index: u16,
        value: &Value,
        slot: &mut dyn Slot,
    ) -> Result<(), Vec<PatchErrorKind>> {
        if is_too_deep(value, 1) {
            return Err(one(too_deep(property)));
        }
        let within = |kind: PatchErrorKind| kind.within(property.name);
        let body = related(value, slot)
            .and_then(|body| member(property, body).map_err(|error| one(PatchErrorKind::Refused(error))))
            .map_err(|kinds| kinds.into_iter().map(within).collect::<Vec<_>>())?;
        self.set_json(index, Ok(body));
        Ok(())
    }

    /// Annotations are metadata and are skipped, except a bound reference, which is part of a create and
    /// would be lost in an update.
    fn add_annotation(&mut self, name: &str, value: &Value, is_create: bool) -> Result<(), PatchErrorKind> {
        let Some(bound) = name.strip_suffix(BIND) else { return Ok(()) };
        let Some(property) = self.info.property(bound).filter(|property| property.is_navigation()) else {
            return Err(PatchErrorKind::Unknown { property: name.to_owned() });
        };
        refusal(property, is_create)?;
        check_addresses(bound, value).map_err(PatchErrorKind::Refused)?;
        self.set_raw(name, value);
        Ok(())
    }

    /// Accepts the entity's type, or a derived type if the declaration keeps the type name.
    fn add_type(&mut self, value: &Value) -> Result<(), PatchErrorKind> {
        match value.as_str() {
            Some(name) if is_usable(name) && (self.info.is_named(name) || self.info.reads_derived()) => {
                self.set_type(name);
                Ok(())
            }
            Some(found) => Err(PatchErrorKind::OtherType { found: found.to_owned() }),
            // Checked before `to_string`, which recurses.
            None if is_too_deep(value, 1) => Err(PatchErrorKind::OtherType { found: TOO_DEEP.to_owned() }),
            None => Err(PatchErrorKind::OtherType { found: outline(&value.to_string(), 0, 60).0 }),
        }
    }

    fn add_null(&mut self, property: &'static PropertyInfo, index: u16) -> Result<(), PatchErrorKind> {
        if !property.is_nullable() {
            return Err(PatchErrorKind::NotNull { property: property.name.to_owned() });
        }
        self.clear(index);
        Ok(())
    }

    /// Reads a value as its property's type and writes it as a request does.
    fn add_value(
        &mut self,
        property: &'static PropertyInfo,
        index: u16,
        value: &Value,
        slot: &mut dyn Slot,
    ) -> Result<(), PatchErrorKind> {
        // Checked before `to_string`, which recurses.
        if is_too_deep(value, 1) {
            return Err(too_deep(property));
        }
        read_property(value.to_string().as_bytes(), slot, read::Mode::Strict, Some(property))
            .map_err(|error| wrong(property, &error))?;
        self.add_slot(property, index, slot)
    }

    fn add_slot(
        &mut self,
        property: &PropertyInfo,
        index: u16,
        slot: &dyn Slot,
    ) -> Result<(), PatchErrorKind> {
        let start = self.begin(index);
        write_request_value(&mut self.buffer, property, slot).map_err(PatchErrorKind::Refused)?;
        self.end(index, start);
        Ok(())
    }

    fn add_difference(&mut self, before: &dyn Object, after: &dyn Object) -> Result<(), PatchError> {
        let mut kinds = Vec::new();
        before.fields(&mut |before| {
            after.fields(&mut |after| {
                let name = self.info.name_of(after);
                if !name.eq_ignore_ascii_case(self.info.name_of(before)) || !is_usable(name) {
                    kinds.push(PatchErrorKind::OtherType { found: name.to_owned() });
                }
                self.set_type(name);
                let masks = is_encrypted(self.info, after);
                for (index, property) in self.info.properties.iter().enumerate() {
                    // An annotation such as an ETag changes by itself.
                    if property.name.contains('@') {
                        continue;
                    }
                    let json = match write_copy(after[index]) {
                        Ok(json) => json,
                        Err(error) => {
                            kinds.push(wrong(property, &error));
                            continue;
                        }
                    };
                    // A value that has no JSON differs from one that has.
                    if write_copy(before[index]).is_ok_and(|before| before == json) {
                        continue;
                    }
                    if let Err(kind) = self.add_changed(
                        property,
                        position(index),
                        &Change {
                            before: before[index],
                            after: after[index],
                            is_null: json == b"null",
                            masks,
                        },
                    ) {
                        kinds.push(kind);
                    }
                }
            });
        });
        PatchError::from_kinds(self.info.name, kinds)
    }

    /// Adds the properties of an entity that a create takes. Returns the names of the others that have a
    /// value.
    fn add_copy(&mut self, entity: &dyn Object) -> Result<Vec<String>, PatchError> {
        let (mut unsendable, mut kinds) = (Unsendable::default(), Vec::new());
        entity.fields(&mut |fields| {
            let name = self.info.name_of(fields);
            if !is_usable(name) {
                kinds.push(PatchErrorKind::OtherType { found: name.to_owned() });
            }
            self.set_type(name);
            let masks = is_encrypted(self.info, fields);
            for (index, (property, &slot)) in self.info.properties.iter().zip(fields).enumerate() {
                if property.is_derived() {
                    continue;
                }
                let has_value = has_value(property, slot);
                if property.is_read_only() {
                    unsendable.dropped.extend(has_value.then(|| property.name.to_owned()));
                } else if property.is_navigation() {
                    let kind = || PatchErrorKind::Navigation { property: property.name.to_owned() };
                    kinds.extend(has_value.then(kind));
                } else if has_value || matches!(slot.view(), View::List(_)) {
                    let masked = if masks { refuse_masked(property, slot) } else { Ok(()) };
                    match masked.and_then(|()| self.add_slot(property, position(index), slot)) {
                        // Written first, because that limits the levels of the value.
                        Ok(()) => unsendable.add(property.name, slot),
                        Err(kind) => kinds.push(kind),
                    }
                }
            }
            unsendable.add_undeclared(None, fields);
        });
        kinds.extend(unsendable.related.into_iter().map(|property| PatchErrorKind::Navigation { property }));
        PatchError::from_kinds(self.info.name, kinds).map(|()| unsendable.dropped)
    }

    fn add_changed(
        &mut self,
        property: &'static PropertyInfo,
        index: u16,
        change: &Change<'_>,
    ) -> Result<(), PatchErrorKind> {
        refusal(property, false)?;
        if change.is_null && property.kind.is_collection() {
            self.clear(index);
            return Ok(());
        }
        if change.is_null {
            return self.add_null(property, index);
        }
        if change.masks {
            refuse_masked(property, change.after)?;
        }
        // If only read-only members differ, the request would contain no change.
        if as_request(property, change.before)
            .is_some_and(|sent| Some(sent) == as_request(property, change.after))
        {
            return Err(PatchErrorKind::ReadOnly { property: property.name.to_owned() });
        }
        self.add_slot(property, index, change.after)
    }

    fn apply(&self, entity: &mut dyn Object) -> Result<(), PatchError> {
        let mut kinds = Vec::new();
        entity.slots(&mut |slots| {
            for &part in self.parts.iter() {
                let index = usize::from(part.property);
                let property = &self.info.properties[index];
                let json = self.json(part).as_bytes();
                let read = read_property(json, &mut *slots[index], read::Mode::Change, Some(property));
                if let Err(error) = read {
                    kinds.push(wrong(property, &error));
                }
            }
        });
        PatchError::from_kinds(self.info.name, kinds)
    }
}

/// The body of a related entity, or the list of bodies of several.
fn related(value: &Value, slot: &mut dyn Slot) -> Result<Body, Vec<PatchErrorKind>> {
    let kind = slot.kind();
    match (value, kind, slot.open()) {
        (Value::Array(items), _, Open::List(list)) => {
            let (mut bodies, mut kinds) = (Vec::with_capacity(items.len()), Vec::new());
            for (index, item) in items.iter().enumerate() {
                match related(item, list.push()) {
                    Ok(body) => bodies.push(Ok(body)),
                    Err(found) => {
                        kinds.extend(found.into_iter().map(|kind| kind.within(&format!("[{index}]"))));
                    }
                }
            }
            if !kinds.is_empty() {
                return Err(kinds);
            }
            return Body::list(bodies.into_iter()).map_err(|error| one(PatchErrorKind::Refused(error)));
        }
        (Value::Object(_), _, Open::Object(object)) => return related_entity(value, object, false),
        (Value::Object(members), Kind::OneOf(types), Open::OneOf(slot)) => {
            let name = members.get(ODATA_TYPE).and_then(Value::as_str);
            if let Open::Object(object) = slot.choose(types.find(name)) {
                return related_entity(value, object, true);
            }
        }
        _ => {}
    }
    // The value is of a type that the program does not declare, or is not an entity.
    read_into(value.to_string().as_bytes(), &mut *slot, read::Mode::Strict)
        .map_err(|error| one(kind_at(error.property.clone().unwrap_or_default(), &error)))?;
    let property = PropertyInfo::value("", kind, true, 0);
    let mut out = Vec::new();
    write_request_value(&mut out, &property, slot).map_err(|error| one(PatchErrorKind::Refused(error)))?;
    Ok(out.into())
}

fn related_entity(
    value: &Value,
    object: &mut dyn Object,
    writes_type: bool,
) -> Result<Body, Vec<PatchErrorKind>> {
    let mut content = Content::new(object.info());
    if writes_type {
        content.write_type();
    }
    let kinds = content.add_members(value, object, true);
    if !kinds.is_empty() {
        return Err(kinds);
    }
    content.into_json(true).map_err(|error| one(PatchErrorKind::Refused(error)))
}

fn one(kind: PatchErrorKind) -> Vec<PatchErrorKind> {
    vec![kind]
}

fn too_deep(property: &PropertyInfo) -> PatchErrorKind {
    PatchErrorKind::WrongType { property: property.name.to_owned(), message: TOO_DEEP.to_owned() }
}

/// Whether a type name can be written to JSON without escapes, as every name that OData allows can.
fn is_usable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.#".contains(c))
}

/// A property's value before and after.
struct Change<'a> {
    before: &'a dyn Slot,
    after: &'a dyn Slot,
    is_null: bool,
    /// Whether the entity states that Graph keeps its value encrypted.
    masks: bool,
}

/// The JSON of a value in a request, or `None` if it cannot be sent.
fn as_request(property: &PropertyInfo, value: &dyn Slot) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write_request_value(&mut out, property, value).ok().map(|()| out)
}

/// Refuses a property that the request must not contain.
fn refusal(property: &'static PropertyInfo, is_create: bool) -> Result<(), PatchErrorKind> {
    let name = || property.name.to_owned();
    if property.is_read_only() {
        Err(PatchErrorKind::ReadOnly { property: name() })
    } else if property.is_navigation() && !is_create {
        Err(PatchErrorKind::Navigation { property: name() })
    } else if property.is_create_only() && !is_create {
        Err(PatchErrorKind::CreateOnly { property: name() })
    } else {
        Ok(())
    }
}

/// Refuses a masked secret as the value of a property that is not declared as sensitive.
fn refuse_masked(property: &PropertyInfo, value: &dyn Slot) -> Result<(), PatchErrorKind> {
    if is_masked(&value.view()) {
        let property = property.name.to_owned();
        return Err(PatchErrorKind::Refused(InvalidRequestError::MaskedSecret { property }));
    }
    Ok(())
}

fn wrong(property: &PropertyInfo, error: &read::ReadError) -> PatchErrorKind {
    let mut path = error.property.clone().unwrap_or_default();
    prepend_step(&mut path, property.name);
    kind_at(path, error)
}

fn kind_at(property: String, error: &read::ReadError) -> PatchErrorKind {
    if error.kind == ReadErrorKind::ReadOnly {
        return PatchErrorKind::ReadOnly { property };
    }
    PatchErrorKind::WrongType { property, message: error.message.clone() }
}

/// An index of the declaration. The macro limits it to 16 bits.
fn position(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
