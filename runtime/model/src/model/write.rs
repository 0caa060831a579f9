//! The writer, from slots to JSON: one serde serializer for every entity, compiled once.

use core::cell::{Cell, RefCell};

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::depth::{MOST_LEVELS, TOO_DEEP, TOO_DEEP_TO_SEND, is_text_too_deep, is_too_deep};
use super::read::{ODATA_TYPE, ReadError, data_error};
use super::{Additional, Annotation, EnumInfo, Kind, List, Object, PropertyInfo, Slot, TypeInfo, View};
use crate::base::{Body, InvalidRequestError};

/// What a value is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A copy of what was read: all values that are present.
    Copy,
    /// A request: what Graph may receive. Inside a complex value, every writable member is written: an unset
    /// nullable one as null, while an unset one that is never null is left out. That is correct whether the
    /// service merges the value or replaces it. Of an entity, which is a parameter of an action, the values
    /// that are present are written together with the key, by which the service recognises an entity that it
    /// has.
    Request,
}

/// The body of every emitted `Serialize`: `@odata.type` if the type carries it, then the properties that are
/// present.
///
/// # Errors
/// The serializer's own error.
#[inline]
pub fn serialize<S: Serializer>(value: &dyn Slot, writer: S) -> Result<S::Ok, S::Error> {
    SlotWriter { slot: value, context: &Context::new(Purpose::Copy) }.serialize(writer)
}

/// Appends one value of a request to the buffer.
pub(crate) fn write_request_value(
    out: &mut Vec<u8>,
    property: &PropertyInfo,
    value: &dyn Slot,
) -> Result<(), InvalidRequestError> {
    let context = Context::new(Purpose::Request);
    context.is_secret.set(property.is_sensitive());
    // The value is inside the object of the body.
    context.depth.set(1);
    let mut writer = serde_json::Serializer::new(out);
    SlotWriter { slot: value, context: &context }
        .serialize(&mut writer)
        .map_err(|error| context.into_error(property.name, &error))
}

/// Appends a text as JSON.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    if has_escape(text.as_bytes()) {
        // Writing into a vector cannot fail.
        let _ = serde_json::to_writer(out, text);
        return;
    }
    // One check of the capacity instead of three.
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Whether JSON escapes a character of the text, which is so of few texts.
fn has_escape(text: &[u8]) -> bool {
    match text.last_chunk() {
        // The last eight bytes may overlap those before.
        Some(last) => {
            has_escape_in_eight(*last) || text.as_chunks().0.iter().any(|eight| has_escape_in_eight(*eight))
        }
        None => text.iter().any(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\')),
    }
}

/// The same of eight bytes at once: a byte that is less than what is subtracted gets its highest bit, which only
/// bytes that are not ASCII have before.
fn has_escape_in_eight(text: [u8; 8]) -> bool {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let text = u64::from_le_bytes(text);
    let less = |text: u64, byte: u8| text.wrapping_sub(each(byte)) & !text;
    let equal = |byte: u8| less(text ^ each(byte), 1);
    (less(text, 0x20) | equal(b'"') | equal(b'\\')) & each(0x80) != 0
}

/// The JSON of a value as it was read, used to compare two values.
///
/// # Errors
/// The value is nested too deeply to be read again. The error has the path to the part that is.
pub fn write_copy(value: &dyn Slot) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    let context = Context::new(Purpose::Copy);
    match (SlotWriter { slot: value, context: &context })
        .serialize(&mut serde_json::Serializer::new(&mut out))
    {
        Ok(()) => Ok(out),
        Err(error) => {
            let path = context.path.into_inner();
            Err(data_error(path.trim_start_matches('.'), &error.to_string()))
        }
    }
}

/// State shared by the parts of a value while it is written.
struct Context {
    purpose: Purpose,
    /// Whether the value being written is sensitive, or part of a sensitive one.
    is_secret: Cell<bool>,
    kind: Cell<Option<ErrorKind>>,
    /// The path to the error, built from the inside out.
    path: RefCell<String>,
    /// The number of open objects and arrays.
    depth: Cell<usize>,
}

#[derive(Clone, Copy)]
enum ErrorKind {
    NotFinite,
    UnknownFutureValue,
    MaskedSecret,
    NoFlags,
    TooDeep,
}

impl Context {
    fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            is_secret: Cell::new(false),
            kind: Cell::new(None),
            path: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    /// Counts an opened object or array. It need not be closed after an error, because writing stops then.
    fn enter<E: serde::ser::Error>(&self) -> Result<(), E> {
        if self.depth.get() == MOST_LEVELS {
            return Err(self.too_deep());
        }
        self.depth.set(self.depth.get() + 1);
        Ok(())
    }

    fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    fn too_deep<E: serde::ser::Error>(&self) -> E {
        self.kind.set(Some(ErrorKind::TooDeep));
        E::custom(TOO_DEEP)
    }

    fn refuse<E: serde::ser::Error>(&self, kind: ErrorKind) -> E {
        self.kind.set(Some(kind));
        E::custom("refused")
    }

    fn push_step(&self, step: &str) {
        self.path.borrow_mut().insert_str(0, step);
    }

    fn into_error(self, property: &str, error: &serde_json::Error) -> InvalidRequestError {
        let property = format!("{property}{}", self.path.into_inner());
        match self.kind.get() {
            Some(ErrorKind::NotFinite) => InvalidRequestError::NotFinite { property },
            Some(ErrorKind::UnknownFutureValue) => InvalidRequestError::UnknownFutureValue { property },
            Some(ErrorKind::MaskedSecret) => InvalidRequestError::MaskedSecret { property },
            Some(ErrorKind::NoFlags) => InvalidRequestError::NoFlags { property },
            Some(ErrorKind::TooDeep) => too_deep_to_send(property),
            None => InvalidRequestError::NoWireForm { property, reason: error.to_string() },
        }
    }
}

struct SlotWriter<'a> {
    slot: &'a dyn Slot,
    context: &'a Context,
}

impl Serialize for SlotWriter<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let request = self.context.purpose == Purpose::Request;
        match self.slot.view() {
            View::Null => writer.serialize_unit(),
            View::Bool(value) => writer.serialize_bool(value),
            View::Int(value) => writer.serialize_i64(value),
            View::Float(value) if value.is_finite() => writer.serialize_f64(value),
            View::Single(value) if value.is_finite() => writer.serialize_f32(value),
            View::Float(_) | View::Single(_) if request => Err(self.context.refuse(ErrorKind::NotFinite)),
            View::Float(value) => writer.serialize_str(not_finite(value)),
            View::Single(value) => writer.serialize_str(not_finite(f64::from(value))),
            View::Str(name)
                if request && matches!(self.slot.kind(), Kind::Enum(_)) && EnumInfo::is_sentinel(name) =>
            {
                Err(self.context.refuse(ErrorKind::UnknownFutureValue))
            }
            view @ View::Str(_) if request && self.context.is_secret.get() && is_masked(&view) => {
                Err(self.context.refuse(ErrorKind::MaskedSecret))
            }
            View::Str(value) => writer.serialize_str(value),
            View::Text(value) => self.serialize_text(value, writer),
            View::DateTimeOffset(value) => writer.collect_str(&value),
            View::TimeOfDay(value) => writer.collect_str(&value),
            View::Digits(value) => digits(value, writer),
            View::NoFlags if request => Err(self.context.refuse(ErrorKind::NoFlags)),
            View::NoFlags => writer.serialize_str(""),
            View::List(list) => self.serialize_list(list, writer),
            View::Object(object) => self.object(object, false).serialize(writer),
            View::Derived(object) => self.object(object, true).serialize(writer),
            View::Untyped(value) => self.serialize_untyped(value, writer),
            View::Additional(additional) => {
                self.context.enter()?;
                let mut map = writer.serialize_map(None)?;
                serialize_additional(&mut map, additional, self.context)?;
                self.context.leave();
                map.end()
            }
        }
    }
}

/// The error of a value that is nested too deeply.
pub(crate) fn too_deep_to_send(property: String) -> InvalidRequestError {
    InvalidRequestError::NoWireForm { property, reason: TOO_DEEP_TO_SEND.to_owned() }
}

/// The body of another entity as the value of a property, unless it is nested too deeply, or the property is
/// sensitive and the body has a masked secret.
///
/// # Errors
/// The masked secret, with its path inside the body, or an error about `property` itself.
pub(crate) fn member(property: &PropertyInfo, body: Body) -> Result<Body, InvalidRequestError> {
    if is_text_too_deep(&body.bytes, 1) {
        return Err(too_deep_to_send(String::new()));
    }
    if !property.is_sensitive() {
        return Ok(body);
    }
    // Always readable: only a JSON serializer writes such a body, and its levels have been counted.
    let value = serde_json::from_slice(&body.bytes).unwrap_or_default();
    match masked_secret(&value, true) {
        Some(path) => {
            Err(InvalidRequestError::MaskedSecret { property: path.trim_start_matches('.').to_owned() })
        }
        None => Ok(body),
    }
}

/// The path to a masked secret in an untyped value: a string of asterisks in an object whose `isEncrypted` is
/// true.
fn masked_secret(value: &Value, is_secret: bool) -> Option<String> {
    match value {
        Value::String(text) => (is_secret && is_masked(&View::Str(text))).then(String::new),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            masked_secret(item, is_secret).map(|inner| format!("[{index}]{inner}"))
        }),
        Value::Object(members) => {
            let is_encrypted = members.get(IS_ENCRYPTED) == Some(&Value::Bool(true));
            members.iter().find_map(|(name, value)| {
                let is_secret = is_secret || is_encrypted && value.is_string();
                masked_secret(value, is_secret).map(|inner| format!(".{name}{inner}"))
            })
        }
        _ => None,
    }
}

/// Whether a value is a secret as Graph masks it. Writing it back would store the asterisks.
pub(crate) fn is_masked(view: &View<'_>) -> bool {
    matches!(view, View::Str(text) if is_mask(text.as_bytes()))
}

/// The same of a value's JSON, in which no asterisk is escaped.
pub(crate) fn is_masked_json(json: &[u8]) -> bool {
    matches!(json, [b'"', text @ .., b'"'] if is_mask(text))
}

fn is_mask(text: &[u8]) -> bool {
    text.len() >= 4 && text.iter().all(|&byte| byte == b'*')
}

/// The text that OData uses for the doubles that JSON has no number for.
fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "INF"
    } else {
        "-INF"
    }
}

fn digits<S: Serializer>(text: &str, writer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(text.to_owned()).map_err(S::Error::custom)?.serialize(writer)
}

impl<'a> SlotWriter<'a> {
    fn object(&self, object: &'a dyn Object, writes_type: bool) -> ObjectWriter<'a> {
        let is_entity = is_entity(self.slot, object, writes_type);
        ObjectWriter { object, writes_type, is_entity, context: self.context }
    }

    fn serialize_untyped<S: Serializer>(&self, value: &Value, writer: S) -> Result<S::Ok, S::Error> {
        if is_too_deep(value, self.context.depth.get()) {
            return Err(self.context.too_deep());
        }
        if self.context.purpose == Purpose::Request
            && let Some(way) = masked_secret(value, self.context.is_secret.get())
        {
            self.context.push_step(&way);
            return Err(self.context.refuse(ErrorKind::MaskedSecret));
        }
        value.serialize(writer)
    }

    /// Writes a computed text. In an enumeration it is a set of flags.
    fn serialize_text<S: Serializer>(
        &self,
        value: &dyn core::fmt::Display,
        writer: S,
    ) -> Result<S::Ok, S::Error> {
        if self.context.purpose == Purpose::Request && matches!(self.slot.kind(), Kind::Enum(_)) {
            let names = value.to_string();
            if names.split(',').any(EnumInfo::is_sentinel) {
                return Err(self.context.refuse(ErrorKind::UnknownFutureValue));
            }
            return writer.serialize_str(&names);
        }
        writer.collect_str(value)
    }

    fn serialize_list<S: Serializer>(&self, list: &dyn List, writer: S) -> Result<S::Ok, S::Error> {
        self.context.enter()?;
        let mut items = writer.serialize_seq(Some(list.len()))?;
        for index in 0..list.len() {
            let item = SlotWriter { slot: list.item(index), context: self.context };
            items.serialize_element(&item).inspect_err(|_| self.context.push_step(&format!("[{index}]")))?;
        }
        self.context.leave();
        items.end()
    }
}

/// Writes the undeclared properties of an object that is open.
fn serialize_additional<M: SerializeMap>(
    map: &mut M,
    additional: &Additional,
    context: &Context,
) -> Result<(), M::Error> {
    for (name, value) in additional.iter() {
        if is_too_deep(value, context.depth.get()) {
            context.push_step(&format!(".{name}"));
            return Err(context.too_deep());
        }
        map.serialize_entry(name, value)?;
    }
    Ok(())
}

struct ObjectWriter<'a> {
    object: &'a dyn Object,
    /// Whether the type is written although the annotation policy omits it, because it differs from the
    /// declared one.
    writes_type: bool,
    is_entity: bool,
    context: &'a Context,
}

impl Serialize for ObjectWriter<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Some(writer);
        // Set by the closure, which `fields` calls once.
        let mut outcome = Err(None);
        self.object.fields(&mut |fields| {
            if let Some(writer) = writer.take() {
                outcome = self.serialize_fields(fields, writer).map_err(Some);
            }
        });
        outcome.map_err(|error| error.unwrap_or_else(|| S::Error::custom("an object showed no fields")))
    }
}

impl ObjectWriter<'_> {
    fn serialize_fields<S: Serializer>(&self, fields: &[&dyn Slot], writer: S) -> Result<S::Ok, S::Error> {
        let info = self.object.info();
        self.context.enter()?;
        let mut map = writer.serialize_map(None)?;
        let kept = info.kept_type(fields);
        let is_copy = self.context.purpose == Purpose::Copy;
        if self.writes_type
            || info.annotation == Annotation::Always
            || kept.is_some_and(|name| is_copy || !info.is_named(name))
        {
            map.serialize_entry(ODATA_TYPE, &TypeAnnotation(kept.unwrap_or(info.name)))?;
        }
        let masks = self.context.purpose == Purpose::Request && is_encrypted(info, fields);
        for (property, &slot) in info.properties.iter().zip(fields) {
            if is_written(property, slot, self.context.purpose, self.is_entity) {
                self.serialize_property(&mut map, property, slot, masks)
                    .inspect_err(|_| self.context.push_step(&format!(".{}", property.name)))?;
            }
        }
        if let (Purpose::Copy, Some(View::Additional(additional))) =
            (self.context.purpose, fields.last().map(|slot| slot.view()))
        {
            serialize_additional(&mut map, additional, self.context)?;
        }
        self.context.leave();
        map.end()
    }

    fn serialize_property<M: SerializeMap>(
        &self,
        map: &mut M,
        property: &PropertyInfo,
        slot: &dyn Slot,
        masks: bool,
    ) -> Result<(), M::Error> {
        if masks && is_masked(&slot.view()) {
            return Err(self.context.refuse(ErrorKind::MaskedSecret));
        }
        // An error ends the writing, so nothing is restored after one.
        let was_secret =
            self.context.is_secret.replace(self.context.is_secret.get() || property.is_sensitive());
        map.serialize_entry(property.name, &SlotWriter { slot, context: self.context })?;
        self.context.is_secret.set(was_secret);
        Ok(())
    }
}

/// Whether a member of an object is written.
fn is_written(property: &PropertyInfo, slot: &dyn Slot, purpose: Purpose, is_entity: bool) -> bool {
    if property.is_derived() {
        return false;
    }
    let there = !matches!(slot.view(), View::Null);
    match purpose {
        Purpose::Copy => there,
        Purpose::Request if property.is_key() => !matches!(slot.view(), View::Null | View::Str("")),
        Purpose::Request if is_entity => there && !property.is_read_only(),
        Purpose::Request => !property.is_read_only() && (there || property.is_nullable()),
    }
}

fn is_entity(slot: &dyn Slot, object: &dyn Object, writes_type: bool) -> bool {
    matches!(slot.kind(), Kind::Entity(_)) || (writes_type && has_key(object.info()))
}

/// The members of a value that a create body cannot contain, each with its path.
#[derive(Default)]
pub(crate) struct Unsendable {
    /// Read-only and undeclared members with a value. A request omits them.
    pub(crate) dropped: Vec<String>,
    /// Members that are related entities.
    pub(crate) related: Vec<String>,
}

impl Unsendable {
    /// Adds the members of a property's value, but not the property itself.
    pub(crate) fn add(&mut self, path: &str, slot: &dyn Slot) {
        match slot.view() {
            View::List(list) => {
                for index in 0..list.len() {
                    self.add(&format!("{path}[{index}]"), list.item(index));
                }
            }
            View::Object(object) => self.add_members(path, object, is_entity(slot, object, false)),
            View::Derived(object) => self.add_members(path, object, is_entity(slot, object, true)),
            _ => {}
        }
    }

    fn add_members(&mut self, path: &str, object: &dyn Object, is_entity: bool) {
        object.fields(&mut |fields| {
            for (property, &slot) in object.info().properties.iter().zip(fields) {
                if property.is_derived() || !has_value(property, slot) {
                    continue;
                }
                let path = format!("{path}.{}", property.name);
                if !is_written(property, slot, Purpose::Request, is_entity) {
                    self.dropped.push(path);
                } else if property.is_navigation() {
                    self.related.push(path);
                } else {
                    self.add(&path, slot);
                }
            }
            self.add_undeclared(Some(path), fields);
        });
    }

    /// Adds the undeclared properties of an object.
    pub(crate) fn add_undeclared(&mut self, path: Option<&str>, fields: &[&dyn Slot]) {
        if let Some(View::Additional(additional)) = fields.last().map(|slot| slot.view()) {
            let names = additional.iter().map(|(name, _)| name);
            self.dropped.extend(names.map(|name| path.map_or(name.into(), |path| format!("{path}.{name}"))));
        }
    }
}

/// Whether a property has a value that a reply may have contained. An empty collection has none, nor has an
/// empty key, which is the initial value of the field.
pub(crate) fn has_value(property: &PropertyInfo, slot: &dyn Slot) -> bool {
    match slot.view() {
        View::Null => false,
        View::List(list) => !list.is_empty(),
        View::Str("") => !property.is_key(),
        _ => true,
    }
}

fn has_key(info: &TypeInfo) -> bool {
    info.properties.iter().any(PropertyInfo::is_key)
}

/// Whether a value states that Graph keeps it encrypted. Graph masks the secret of such a value.
///
/// Source: Microsoft Graph, "omaSetting resource type".
pub(crate) fn is_encrypted(info: &TypeInfo, fields: &[&dyn Slot]) -> bool {
    let flag = info.find(IS_ENCRYPTED, usize::MAX).and_then(|index| fields.get(index));
    matches!(flag.map(|slot| slot.view()), Some(View::Bool(true)))
}

/// The property beside an encrypted value that says so.
pub(crate) const IS_ENCRYPTED: &str = "isEncrypted";

/// A type name in the form of `@odata.type`, with the `#` of a URI fragment.
struct TypeAnnotation<'a>(&'a str);

impl Serialize for TypeAnnotation<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(&format_args!("#{}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Random;
    use super::write_text;

    #[test]
    fn a_text_is_written_as_serde_json_writes_it() {
        let written = |text: &str| {
            let mut out = b"before".to_vec();
            write_text(&mut out, text);
            String::from_utf8(out).unwrap()
        };
        let expected = |text: &str| format!("before{}", serde_json::to_string(text).unwrap());
        // Every ASCII character and some others, at every place among the first and the last eight bytes.
        for character in (0..=0x7f_u8).map(char::from).chain("\u{80}é\u{2028}\u{ff02}😀".chars()) {
            for length in 0..18 {
                for place in 0..=length {
                    let mut text = "x".repeat(length);
                    text.insert(place, character);
                    assert_eq!(written(&text), expected(&text), "{text:?}");
                }
            }
        }
        let mut random = Random::new();
        for _ in 0..5_000 {
            let length = random.below(40);
            let text: String = (0..length).filter_map(|_| char::from_u32(random.below(0x180))).collect();
            assert_eq!(written(&text), expected(&text), "{random}");
        }
    }
}
