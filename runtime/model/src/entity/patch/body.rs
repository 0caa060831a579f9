//! The body of every patch model: which properties a request contains, and the JSON of each.
//!
//! Absent, null and value are three states: an unset property is absent, a cleared one is `null`, a set one
//! has its value.

use core::fmt;
use core::marker::PhantomData;
use core::mem::take;

use bytes::Bytes;
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::parts::{Part, Parts};
use super::{Create, Inline, Mode, Text, Update};
use crate::base::{Body, Gaps, InvalidRequestError, check_addresses, gaps, without_endpoint};
use crate::entity::Reference;
use crate::model::depth::is_too_deep;
use crate::model::read::ODATA_TYPE;
use crate::model::sensitive::{declaration, redacted};
use crate::model::{
    Annotation, Edm, EnumInfo, IS_ENCRYPTED, Kind, PropertyInfo, Sink, Slot, TypeInfo, View, is_masked_json,
    member, too_deep_to_send, type_name, write_request_value, write_text,
};

/// The body of every `{Entity}Patch`, which adds the setters.
///
/// It serializes as the JSON that would be sent, except that an address bound by its path starts with
/// `{endpoint}`. The endpoint is that of the client that sends the body.
#[must_use = "a patch does nothing until it is sent"]
pub struct PatchBody<M = Update> {
    /// Boxed, so that a chain of setters moves one pointer.
    pub(super) content: Box<Content>,
    mode: PhantomData<fn() -> M>,
}

/// The body without its mode, so that the code is compiled once for both.
#[derive(Clone)]
pub(super) struct Content {
    pub(super) info: &'static TypeInfo,
    /// The JSON of all values. While `in_order` holds, it is the body to send, except that its last byte is a
    /// comma in place of the closing brace. If a value is set again, its old bytes stay in the buffer unused.
    pub(super) buffer: Vec<u8>,
    /// Whether each property was set once and in the order of the declaration, so that the buffer is the
    /// body.
    in_order: bool,
    /// Whether a value was set that is a masked secret, even if it was set again since.
    had_masked: bool,
    /// The position of each property's value, in the order of the declaration.
    pub(super) parts: Parts,
    /// `None` until it is needed.
    rare: Option<Box<Rare>>,
}

/// What few bodies have. Allocated separately, so that the others neither initialise nor drop it.
#[derive(Clone, Default)]
struct Rare {
    /// The type that the body declares, if it is a derived one.
    derived: Option<Box<str>>,
    /// Where the endpoint must be inserted into the buffer: in the bodies of entities that are created
    /// together with this one.
    gaps: Gaps,
    /// Values of undeclared properties, by wire name.
    raw: Vec<(String, Box<RawValue>)>,
    /// The errors of properties whose last value cannot be sent.
    errors: Vec<(Option<u16>, InvalidRequestError)>,
}

impl<M> PatchBody<M> {
    /// An empty body.
    #[doc(hidden)]
    #[inline]
    pub fn new(info: &'static TypeInfo) -> Self {
        Self { content: Content::new(info), mode: PhantomData }
    }

    /// Sets the property at an index of the declaration.
    #[doc(hidden)]
    #[inline(never)]
    // By value, so that the emitted setter has nothing to drop, which would be code in every user's build.
    #[allow(clippy::needless_pass_by_value)]
    pub fn with<T: Edm>(mut self, index: u16, value: T) -> Self {
        self.content.set(index, &value);
        self
    }

    /// Sets a property to a text without copying it first.
    #[doc(hidden)]
    #[inline(never)]
    #[allow(clippy::needless_pass_by_value, reason = "as above")]
    pub fn with_text<S: Text>(mut self, index: u16, value: S) -> Self {
        self.content.set_str(index, value.as_ref());
        self
    }

    /// Sets a property to `null`, or to `[]` if it is a collection, which is never null.
    #[doc(hidden)]
    #[inline(never)]
    pub fn cleared(mut self, index: u16) -> Self {
        self.content.clear(index);
        self
    }

    /// Sets a navigation property to the body of an entity that is created together with this one.
    #[doc(hidden)]
    pub fn with_inline<T>(mut self, index: u16, value: impl Inline<T>) -> Self {
        self.content.set_json(index, value.inline());
        self
    }

    /// Binds a navigation property to an existing entity.
    #[doc(hidden)]
    pub fn with_reference<T, How>(mut self, index: u16, reference: impl Reference<T, How>) -> Self {
        self.content.bind(index, reference.reference());
        self
    }

    /// Whether no property is set. An empty patch is refused before sending.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Returns the number of properties that are set or cleared.
    pub fn len(&self) -> usize {
        self.content.parts.len() + self.content.raw().len()
    }

    /// The JSON of a property by its wire name: `null` if the patch clears it, `None` if the patch does not
    /// contain it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(property, _)| *property == name).map(|(_, json)| json)
    }

    /// The wire names and the JSON of the properties, as they would be sent, except that an address bound by
    /// its path starts with `{endpoint}`: the endpoint is not known before the body is sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.content.iter()
    }
}

impl<M> Sink for PatchBody<M> {
    /// A field is never `None`, except through a setter for an alias of an `Option`. A stray `None` must not
    /// erase data, so it is refused.
    fn put(mut self, index: u16, value: &dyn Slot) -> Self {
        let property = &self.content.info.properties[usize::from(index)];
        if matches!(value.view(), View::Null) && !matches!(property.kind, Kind::Untyped) {
            let start = self.content.begin(index);
            let reason = "it was set to `None`, which is not a value".to_owned();
            let error = InvalidRequestError::NoWireForm { property: property.name.to_owned(), reason };
            self.content.refuse(index, start, error);
        } else {
            self.content.set(index, value);
        }
        self
    }
}

impl<M: Mode> PatchBody<M> {
    /// The body as it is sent, except that an address bound by its path starts with `{endpoint}`: the
    /// endpoint is not known before the body is sent.
    ///
    /// # Errors
    /// [`InvalidRequestError`] if a value cannot be sent, or if an update is empty.
    pub fn into_bytes(self) -> Result<Bytes, InvalidRequestError> {
        into_body(self).map(|body| body.bytes)
    }
}

/// The JSON of a body.
///
/// # Errors
/// The first error that was found while the body was built.
pub fn into_body<M: Mode>(body: PatchBody<M>) -> Result<Body, InvalidRequestError> {
    body.content.into_json(M::IS_CREATE)
}

impl PatchBody<Create> {
    /// The body as the value of a property or of a parameter.
    ///
    /// # Errors
    /// The first error, with its property.
    pub(crate) fn to_member(&self) -> Result<Body, InvalidRequestError> {
        self.content.member_error().map_or_else(|| self.content.to_json(true), Err)
    }

    pub(crate) fn into_member(self) -> Result<Body, InvalidRequestError> {
        self.content.member_error().map_or_else(|| self.content.into_json(true), Err)
    }
}

impl Content {
    #[allow(clippy::unnecessary_box_returns, reason = "the box is made here, once, and not in every program")]
    pub(super) fn new(info: &'static TypeInfo) -> Box<Self> {
        // One allocation is enough for a patch of a few properties.
        let buffer = Vec::with_capacity(256);
        Box::new(Self {
            info,
            buffer,
            in_order: true,
            had_masked: false,
            parts: Parts::default(),
            rare: None,
        })
    }

    fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.raw().is_empty() && self.errors().is_empty()
    }

    fn raw(&self) -> &[(String, Box<RawValue>)] {
        self.rare.as_ref().map_or(&[], |rare| &rare.raw)
    }

    fn errors(&self) -> &[(Option<u16>, InvalidRequestError)] {
        self.rare.as_ref().map_or(&[], |rare| &rare.errors)
    }

    fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Removes the error of an earlier value of a property.
    fn forget_error(&mut self, index: u16) {
        if let Some(rare) = &mut self.rare {
            rare.errors.retain(|(property, _)| *property != Some(index));
        }
    }

    fn set(&mut self, index: u16, value: &dyn Slot) {
        let start = self.begin(index);
        let property = &self.info.properties[usize::from(index)];
        let written = if self.set_plain(property, value) {
            Ok(())
        } else {
            write_request_value(&mut self.buffer, property, value)
        };
        match written {
            Ok(()) => self.end(index, start),
            Err(error) => self.refuse(index, start, error),
        }
    }

    /// Writes a value that needs no check, as most values do. Returns whether it did.
    fn set_plain(&mut self, property: &PropertyInfo, value: &dyn Slot) -> bool {
        match value.view() {
            View::Bool(true) => self.buffer.extend_from_slice(b"true"),
            View::Bool(false) => self.buffer.extend_from_slice(b"false"),
            // Writing a number into a vector cannot fail.
            View::Int(value) => drop(serde_json::to_writer(&mut self.buffer, &value)),
            View::Str(value) if !property.is_sensitive() && is_sendable(property.kind, value) => {
                write_text(&mut self.buffer, value);
            }
            _ => return false,
        }
        true
    }

    /// Sets a property to JSON that was written elsewhere, or to the error from writing it.
    pub(super) fn set_json(&mut self, index: u16, json: Result<Body, InvalidRequestError>) {
        let start = self.begin(index);
        let property = &self.info.properties[usize::from(index)];
        match json.and_then(|body| member(property, body)) {
            Ok(Body { bytes, gaps }) => {
                if !gaps.is_empty() {
                    self.rare_mut().gaps.add(&gaps, start);
                }
                self.buffer.extend_from_slice(&bytes);
                self.end(index, start);
            }
            Err(error) => {
                self.refuse(index, start, error.within(property.name));
            }
        }
    }

    /// Binds a navigation property. A collection takes a list, even of one address.
    fn bind(&mut self, index: u16, reference: Result<serde_json::Value, InvalidRequestError>) {
        let property = &self.info.properties[usize::from(index)];
        self.forget_error(index);
        let checked = reference.and_then(|value| check_addresses(property.name, &value).map(|()| value));
        match checked {
            Ok(value) => {
                // One address is a valid value for a collection, but must be sent as a list.
                let is_list = value.is_array() || !property.kind.is_collection();
                let value = if is_list { value } else { vec![value].into() };
                self.set_raw(&format!("{}{BIND}", property.name), &value);
            }
            Err(error) => self.rare_mut().errors.push((Some(index), error)),
        }
    }

    /// Keeps an error until the request is sent. An earlier value of the property is dropped, not sent in its
    /// place.
    fn refuse(&mut self, index: u16, start: usize, error: InvalidRequestError) {
        // The buffer still contains the name of the property, so it is no longer the body.
        self.buffer.truncate(start);
        self.in_order = false;
        self.parts.remove(index);
        self.rare_mut().errors.push((Some(index), error));
    }

    fn set_str(&mut self, index: u16, value: &str) {
        let property = &self.info.properties[usize::from(index)];
        if property.is_sensitive() {
            return self.set(index, &value.to_owned());
        }
        let start = self.begin(index);
        write_text(&mut self.buffer, value);
        self.end(index, start);
    }

    pub(super) fn clear(&mut self, index: u16) {
        let start = self.begin(index);
        let collection = self.info.properties[usize::from(index)].kind.is_collection();
        self.buffer.extend_from_slice(if collection { b"[]" } else { b"null" });
        self.end(index, start);
    }

    pub(super) fn set_raw(&mut self, name: &str, value: &serde_json::Value) {
        let index = self.info.find(name, usize::MAX).and_then(|index| u16::try_from(index).ok());
        if is_too_deep(value, 1) {
            return self.rare_mut().errors.push((index, too_deep_to_send(name.to_owned())));
        }
        if let Some(index) = index {
            let start = self.begin(index);
            // Writing a value into a vector cannot fail.
            let _ = serde_json::to_writer(&mut self.buffer, value);
            return self.end(index, start);
        }
        let raw = &mut self.rare_mut().raw;
        raw.retain(|(known, _)| known != name);
        let json = if name.ends_with(BIND) {
            let mut value = value.clone();
            without_endpoint(&mut value);
            value.to_string()
        } else {
            value.to_string()
        };
        match RawValue::from_string(json) {
            Ok(json) => raw.push((name.to_owned(), json)),
            Err(error) => {
                let error =
                    InvalidRequestError::NoWireForm { property: name.to_owned(), reason: error.to_string() };
                self.rare_mut().errors.push((None, error));
            }
        }
    }

    /// Starts the value of a property and returns its offset. Errors of an earlier value are dropped.
    pub(super) fn begin(&mut self, index: u16) -> usize {
        self.forget_error(index);
        if self.buffer.is_empty() {
            write_start(&mut self.buffer, written_type(self.rare.as_deref(), self.info));
        }
        write_name(&mut self.buffer, &self.info.properties[usize::from(index)]);
        self.buffer.len()
    }

    /// Records the value after `start`. The parts stay in order with one for each property: the last value
    /// wins.
    pub(super) fn end(&mut self, index: u16, start: usize) {
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.buffer.len())) else {
            let property = self.info.properties[usize::from(index)].name.to_owned();
            let reason = "the patch is larger than 4 GiB".to_owned();
            return self.refuse(index, start, InvalidRequestError::NoWireForm { property, reason });
        };
        let part = Part { property: index, start, end };
        self.had_masked |= is_masked_json(self.bytes(part));
        self.buffer.push(b',');
        // Otherwise it is out of order, or set again: the body must be built from the parts.
        self.in_order &= self.parts.put(part);
    }

    pub(super) fn json(&self, part: Part) -> &str {
        // Only a JSON serializer writes to the buffer, and its output is UTF-8.
        core::str::from_utf8(self.bytes(part)).unwrap_or("null")
    }

    fn bytes(&self, part: Part) -> &[u8] {
        &self.buffer[part.start as usize..part.end as usize]
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let declared = self
            .parts
            .iter()
            .map(|&part| (self.info.properties[usize::from(part.property)].name, self.json(part)));
        declared.chain(self.raw().iter().map(|(name, json)| (name.as_str(), json.get())))
    }

    /// The first error, for a body inside another one. It always names a property: an address that cannot be
    /// bound does not name one itself.
    fn member_error(&self) -> Option<InvalidRequestError> {
        let (index, error) = self.errors().first()?;
        let error = error.clone();
        Some(match index {
            Some(index) if error.property().is_none() => {
                error.within(self.info.properties[usize::from(*index)].name)
            }
            _ => error,
        })
    }

    #[allow(clippy::boxed_local, reason = "a box is moved as one pointer")]
    pub(super) fn into_json(mut self: Box<Self>, may_be_empty: bool) -> Result<Body, InvalidRequestError> {
        let is_whole = self.in_order && self.raw().is_empty() && self.errors().is_empty();
        self.check_masked()?;
        if is_whole && self.buffer.last() == Some(&b',') && !self.parts.is_empty() {
            let gaps = self.rare.as_mut().map(|rare| take(&mut rare.gaps)).unwrap_or_default();
            let mut bytes = take(&mut self.buffer);
            bytes.pop();
            bytes.push(b'}');
            return Ok(Body { bytes: bytes.into(), gaps });
        }
        self.to_json(may_be_empty)
    }

    /// Builds the body from its parts.
    fn to_json(&self, may_be_empty: bool) -> Result<Body, InvalidRequestError> {
        if let Some((_, error)) = self.errors().first() {
            return Err(error.clone());
        }
        self.check_masked()?;
        if self.is_empty() && !may_be_empty {
            return Err(InvalidRequestError::EmptyPatch { entity: self.info.name });
        }
        let (mut out, mut gaps_in_all) = (Vec::with_capacity(self.size()), Vec::new());
        write_start(&mut out, self.written_type());
        for &part in self.parts.iter() {
            write_name(&mut out, &self.info.properties[usize::from(part.property)]);
            let range = part.start as usize..part.end as usize;
            let gaps = self.rare.iter().flat_map(|rare| rare.gaps.iter());
            let inside = gaps.filter(|gap| range.contains(gap));
            gaps_in_all.extend(inside.map(|gap| out.len() + gap - range.start));
            out.extend_from_slice(&self.buffer[part.start as usize..part.end as usize]);
            out.push(b',');
        }
        for (name, json) in self.raw() {
            write_text(&mut out, name);
            out.push(b':');
            if name.ends_with(BIND) {
                gaps_in_all.extend(gaps(json.get()).map(|gap| out.len() + gap));
            }
            out.extend_from_slice(json.get().as_bytes());
            out.push(b',');
        }
        if out.last() == Some(&b',') {
            out.pop();
        }
        out.push(b'}');
        Ok(Body { bytes: out.into(), gaps: gaps_in_all.into() })
    }

    /// Refuses a masked secret in a body that states that Graph keeps its value encrypted. Checked for the
    /// whole body, because the setters may be called in any order.
    pub(super) fn check_masked(&self) -> Result<(), InvalidRequestError> {
        if !self.had_masked {
            return Ok(());
        }
        let name = |part: &Part| self.info.properties[usize::from(part.property)].name;
        // Compared as bytes: a check that the buffer is UTF-8 would cost more than the comparisons.
        if !self.parts.iter().any(|part| name(part) == IS_ENCRYPTED && self.bytes(*part) == b"true") {
            return Ok(());
        }
        match self.parts.iter().find(|part| is_masked_json(self.bytes(**part))) {
            Some(part) => Err(InvalidRequestError::MaskedSecret { property: name(part).to_owned() }),
            None => Ok(()),
        }
    }

    /// The approximate length of the JSON. Never too small for declared properties.
    fn size(&self) -> usize {
        let declared: usize = self
            .parts
            .iter()
            .map(|part| self.info.properties[usize::from(part.property)].name.len() + 4)
            .sum();
        let raw: usize = self.raw().iter().map(|(name, json)| name.len() + json.get().len() + 4).sum();
        self.written_type().map_or(0, str::len) + 20 + self.buffer.len() + declared + raw
    }

    /// Declares that the body is of a derived type. Must be called before any property is set.
    pub(super) fn set_type(&mut self, name: &str) {
        if !self.info.is_named(name) {
            self.rare_mut().derived = Some(type_name(name).into());
        }
    }

    /// Declares the type although the annotation policy omits it, because the body is written where another
    /// type is declared.
    pub(super) fn write_type(&mut self) {
        if self.written_type().is_none() {
            self.rare_mut().derived = Some(self.info.name.into());
            // The buffer starts without the type if a property is set already.
            self.in_order &= self.buffer.is_empty();
        }
    }

    /// The type that the body declares, if any.
    fn written_type(&self) -> Option<&str> {
        written_type(self.rare.as_deref(), self.info)
    }
}

/// The suffix of the annotation that binds a navigation property.
pub(super) const BIND: &str = "@odata.bind";

/// The derived type, or the declared one if a body always names it. `None` also if the program has set the
/// annotation itself with `raw`, since a body that has it twice is refused.
fn written_type<'a>(rare: Option<&'a Rare>, info: &TypeInfo) -> Option<&'a str> {
    let own = (info.annotation == Annotation::Always).then_some(info.name);
    let Some(rare) = rare else { return own };
    if rare.raw.iter().any(|(name, _)| name == ODATA_TYPE) {
        return None;
    }
    rare.derived.as_deref().or(own)
}

/// Whether a text may be sent as it is: any string, and any member of an enumeration except the sentinel,
/// which takes the place of the members that Graph hides.
fn is_sendable(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::String => true,
        Kind::Enum(_) => !EnumInfo::is_sentinel(text),
        _ => false,
    }
}

/// Writes the start of a body: its brace, and the type if it is sent.
fn write_start(out: &mut Vec<u8>, written_type: Option<&str>) {
    const START: &[u8] = b"{\"@odata.type\":\"#";
    let Some(name) = written_type else { return out.push(b'{') };
    // One check of the capacity instead of three.
    out.reserve(START.len() + name.len() + 2);
    out.extend_from_slice(START);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\",");
}

/// Writes a declared name. The macro has checked that it needs no escape.
fn write_name(out: &mut Vec<u8>, property: &PropertyInfo) {
    // One check of the capacity instead of three.
    out.reserve(property.name.len() + 3);
    out.push(b'"');
    out.extend_from_slice(property.name.as_bytes());
    out.extend_from_slice(b"\":");
}

impl<M> Clone for PatchBody<M> {
    fn clone(&self) -> Self {
        Self { content: self.content.clone(), mode: PhantomData }
    }
}

/// Bodies are equal if they would send the same JSON.
impl<M> PartialEq for PatchBody<M> {
    fn eq(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.content, &other.content);
        mine.info.name == theirs.info.name
            && mine.written_type() == theirs.written_type()
            && mine.errors() == theirs.errors()
            && mine.iter().eq(theirs.iter())
    }
}

/// The JSON that would be sent, with `[redacted]` instead of sensitive values and of keys and addresses of
/// entities, nested ones included.
impl<M> fmt::Debug for PatchBody<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        if let Some(name) = self.content.written_type() {
            map.entry(&ODATA_TYPE, &format_args!("\"#{name}\""));
        }
        for (name, json) in self.iter() {
            let shown = redacted(json, name, declaration(self.content.info.properties, name));
            map.entry(&name, &format_args!("{shown}"));
        }
        for (_, error) in self.content.errors() {
            map.entry(&"refused", &format_args!("{error}"));
        }
        map.finish()
    }
}

/// The JSON that would be sent, so that it can be read back as the same body. The endpoint of an address
/// bound by its path is not known before a client sends the body, so `{endpoint}` takes its place:
/// `{endpoint}/v1.0/users/1`. A path without it would look complete and could be sent as it is. An empty body
/// is `{}` with its annotation; that an update must not be empty is checked when it is sent.
impl<M> Serialize for PatchBody<M> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        if let Some((_, error)) = self.content.errors().first() {
            return Err(S::Error::custom(error));
        }
        self.content.check_masked().map_err(S::Error::custom)?;
        let mut map = writer.serialize_map(None)?;
        if let Some(name) = self.content.written_type() {
            map.serialize_entry(ODATA_TYPE, &format_args!("#{name}"))?;
        }
        for (name, json) in self.iter() {
            let value: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
