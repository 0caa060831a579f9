//! From JSON into slots: one serde visitor for every entity, compiled once.

use core::cell::RefCell;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::edm::{Edm, Kind, List, Mismatch, Open, Scalar, Slot};
use crate::structured::{Object, TypeInfo};

/// A JSON text that is not what was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What kind of fault it is.
    pub fault: ReadFault,
    /// The property at fault with the way to it, `omaSettings[2].value`; none at the root.
    pub property: Option<String>,
    /// The reader's own words.
    pub message: String,
    /// Line of the text, from 1; 0 when the text has none.
    pub line: usize,
    /// Column of the line, from 1; 0 when the text has none.
    pub column: usize,
}

/// The kinds of [`ReadError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadFault {
    /// Not JSON.
    Syntax,
    /// The text ends too early.
    Truncated,
    /// JSON, and a value of another type than the property's, or a missing one whose field is not an `Option`.
    Data,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(property) = &self.property {
            write!(f, "property `{property}`: ")?;
        }
        f.write_str(&self.message)?;
        if self.line > 0 { write!(f, " at line {} column {}", self.line, self.column) } else { Ok(()) }
    }
}

impl std::error::Error for ReadError {}

/// Reads a value from a JSON text.
///
/// # Errors
/// [`ReadError`], naming the property at fault.
#[inline]
pub(crate) fn from_slice<T: Edm>(json: &[u8]) -> Result<T, ReadError> {
    let mut value = T::VACANT;
    read_slot(json, &mut value)?;
    Ok(value)
}

fn read_slot(json: &[u8], slot: &mut dyn Slot) -> Result<(), ReadError> {
    let trail = Trail::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let kind = slot.kind();
    Place { slot, kind, trail: &trail }
        .deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|error| ReadError::new(&error, trail))
}

/// The body of every emitted `Deserialize`.
///
/// # Errors
/// The deserializer's own, with the property at fault in its message.
#[inline]
pub fn deserialize<'de, T: Edm, D: Deserializer<'de>>(reader: D) -> Result<T, D::Error> {
    let mut value = T::VACANT;
    deserialize_slot(reader, &mut value)?;
    Ok(value)
}

fn deserialize_slot<'de, D: Deserializer<'de>>(reader: D, slot: &mut dyn Slot) -> Result<(), D::Error> {
    let trail = Trail::default();
    let kind = slot.kind();
    let outcome = Place { slot, kind, trail: &trail }.deserialize(reader);
    outcome.map_err(|error| match trail.into_path() {
        Some(path) => de::Error::custom(format_args!("property `{path}`: {error}")),
        None => error,
    })
}

impl ReadError {
    fn new(error: &serde_json::Error, trail: Trail) -> Self {
        let fault = match error.classify() {
            serde_json::error::Category::Eof => ReadFault::Truncated,
            serde_json::error::Category::Data => ReadFault::Data,
            _ => ReadFault::Syntax,
        };
        let text = error.to_string();
        let at = format!(" at line {} column {}", error.line(), error.column());
        let message = text.strip_suffix(&at).unwrap_or(&text).to_owned();
        Self { fault, property: trail.into_path(), message, line: error.line(), column: error.column() }
    }
}

/// The way to the property at fault, put together backwards while an error travels up. Nothing is written on
/// the way to a success.
#[derive(Default)]
struct Trail(RefCell<String>);

impl Trail {
    fn came_from(&self, step: &dyn fmt::Display) {
        let mut path = self.0.borrow_mut();
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        *path = format!("{step}{dot}{path}");
    }

    fn into_path(self) -> Option<String> {
        let path = self.0.into_inner();
        (!path.is_empty()).then_some(path)
    }
}

/// A slot about to be filled.
struct Place<'a> {
    slot: &'a mut dyn Slot,
    kind: Kind,
    trail: &'a Trail,
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.kind {
            Kind::Decimal => self.read_digits(reader),
            Kind::Untyped => self.read_untyped(reader),
            _ => reader.deserialize_any(self),
        }
    }
}

impl Place<'_> {
    /// A decimal's digits would be lost in a binary number, so its text is taken.
    fn read_digits<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let raw: Box<RawValue> = de::Deserialize::deserialize(reader)?;
        let text = raw.get();
        let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match (text, unquoted) {
            ("null", _) => self.set(Scalar::Null),
            (_, Some(inner)) => self.set(Scalar::Str(inner)),
            _ => self.set(Scalar::Digits(text)),
        }
    }

    fn read_untyped<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let value: serde_json::Value = de::Deserialize::deserialize(reader)?;
        if value.is_null() {
            return self.set(Scalar::Null);
        }
        match self.slot.open() {
            Open::Untyped(place) => *place = value,
            _ => return Err(de::Error::custom("a slot of kind Edm.Untyped takes any value")),
        }
        Ok(())
    }

    #[inline]
    fn set<E: de::Error>(self, value: Scalar<'_>) -> Result<(), E> {
        self.slot.set(value).map_err(|mismatch| refuse(self.kind, value, mismatch))
    }
}

/// The words for a scalar that does not fit.
fn refuse<E: de::Error>(kind: Kind, value: Scalar<'_>, mismatch: Mismatch) -> E {
    let found = Found(value);
    match mismatch {
        Mismatch::Type => E::custom(format_args!("expected {kind}, found {found}")),
        Mismatch::Range => {
            E::custom(format_args!("expected {kind}, found {found}, which is out of its range"))
        }
        Mismatch::Form => E::custom(format_args!("expected {kind}, found {found}, which is not of its form")),
    }
}

/// A scalar as an error names it: type and value, a long text cut.
struct Found<'a>(Scalar<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self.0 {
            Scalar::Null => f.write_str("null"),
            Scalar::Bool(value) => write!(f, "the Boolean {value}"),
            Scalar::Int(value) => write!(f, "the number {value}"),
            Scalar::Float(value) => write!(f, "the number {value}"),
            Scalar::Digits(value) => write!(f, "the number {value}"),
            Scalar::Str(value) => match value.char_indices().nth(LONGEST) {
                Some((end, _)) => write!(f, "the string {:?}...", &value[..end]),
                None => write!(f, "the string {value:?}"),
            },
        }
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.set(Scalar::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.set(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        self.deserialize(reader)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.set(Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.set(Scalar::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.set(Scalar::Int(value)),
            // Beyond Int64 only a floating kind can take it, and rounds it as JSON itself would have.
            #[allow(clippy::cast_precision_loss)]
            Err(_) => self.set(Scalar::Float(value as f64)),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.set(Scalar::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.set(Scalar::Str(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Place { slot, kind, trail } = self;
        match slot.open() {
            Open::Object(object) => ObjectVisitor { object, trail }.visit_map(map),
            _ => Err(de::Error::custom(format_args!("expected {kind}, found an object"))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Place { slot, kind, trail } = self;
        let Open::List(list) = slot.open() else {
            return Err(de::Error::custom(format_args!("expected {kind}, found an array")));
        };
        let item = kind.item();
        loop {
            let index = list.len();
            match items.next_element_seed(NextItem { list, item, trail }) {
                Ok(Some(())) => {}
                Ok(None) => return Ok(()),
                Err(error) => {
                    trail.came_from(&format_args!("[{index}]"));
                    return Err(error);
                }
            }
        }
    }
}

/// The next item of a list: its place is made when there is an item for it.
struct NextItem<'a> {
    list: &'a mut dyn List,
    item: Kind,
    trail: &'a Trail,
}

impl<'de> DeserializeSeed<'de> for NextItem<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        Place { slot: self.list.push(), kind: self.item, trail: self.trail }.deserialize(reader)
    }
}

struct ObjectVisitor<'a> {
    object: &'a mut dyn Object,
    trail: &'a Trail,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.object.info().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let info = self.object.info();
        let mut map = Some(map);
        let mut outcome = Ok(());
        self.object.slots(&mut |slots| {
            if let Some(map) = map.take() {
                outcome = read_properties(map, info, slots, self.trail);
            }
        });
        outcome
    }
}

fn read_properties<'de, A: MapAccess<'de>>(
    mut map: A,
    info: &'static TypeInfo,
    slots: &mut [&mut dyn Slot],
    trail: &Trail,
) -> Result<(), A::Error> {
    let mut seen = Seen::default();
    let mut next = 0;
    while let Some(found) = map.next_key_seed(Key { info, hint: next })? {
        let Some(index) = found else {
            map.next_value::<IgnoredAny>()?;
            continue;
        };
        let property = &info.properties[index];
        let place = Place { slot: &mut *slots[index], kind: property.kind, trail };
        if let Err(error) = map.next_value_seed(place) {
            trail.came_from(&property.name);
            return Err(error);
        }
        seen.mark(index);
        next = index + 1;
    }
    for (index, property) in info.properties.iter().enumerate() {
        if !property.may_be_missing() && !seen.has(index) {
            trail.came_from(&property.name);
            return Err(de::Error::custom("it is missing, and its field is not an `Option`"));
        }
    }
    Ok(())
}

/// Which properties a reply held.
#[derive(Default)]
struct Seen {
    /// The first 256, which is all of nearly every type, without an allocation.
    near: [u64; 4],
    far: Vec<usize>,
}

impl Seen {
    fn mark(&mut self, index: usize) {
        match self.near.get_mut(index / 64) {
            Some(word) => *word |= 1 << (index % 64),
            None => self.far.push(index),
        }
    }

    fn has(&self, index: usize) -> bool {
        match self.near.get(index / 64) {
            Some(word) => word & (1 << (index % 64)) != 0,
            None => self.far.contains(&index),
        }
    }
}

/// A key, looked up while the text it lies in is at hand, so that it is never copied.
struct Key {
    info: &'static TypeInfo,
    hint: usize,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.info.find(name, self.hint))
    }
}
