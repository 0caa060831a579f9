//! The reader, from JSON into slots: one serde visitor for every entity, compiled once.

mod buffered;
mod notice;

use core::cell::{Cell, RefCell};
use core::fmt;
use std::sync::LazyLock;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::depth::{MOST_LEVELS, TOO_DEEP};
use super::sensitive::without_hidden;
use super::{
    Edm, Field, Kind, List, Object, OneOf, OneOfInfo, Open, PropertyInfo, Scalar, Slot, TypeInfo,
    ValueErrorKind, type_name,
};
use crate::base::prepend_step;

/// A JSON text that does not match the declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadError {
    /// The kind of error.
    pub kind: ReadErrorKind,
    /// The property, with its path, `omaSettings[2].value`. `None` at the root.
    pub property: Option<String>,
    /// The message of the reader.
    pub message: String,
    /// The line in the text, from 1, or 0 if the text has no lines.
    pub line: usize,
    /// The column in the line, from 1, or 0 if the text has no lines.
    pub column: usize,
}

/// The kinds of [`ReadError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// Not JSON.
    Syntax,
    /// The text ends too early.
    Truncated,
    /// A value of another type than the property's, or a missing value whose field is not an `Option`.
    Data,
    /// JSON from the program that contains a read-only property. Never reported for a reply.
    ReadOnly,
    /// A value whose `@odata.type` names another type than the one it is read as.
    OtherType,
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

/// Reads an entity, a list or a value of any other property type from JSON, as the body of a reply is read. An
/// `Option` of such a type reads `null` as `None`.
/// `serde_json` reads the same values; this function reports the property in its error, and adds no generic
/// code to a program.
///
/// ```
/// use graph_entity::{from_slice, graph_entity};
///
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// #[derive(Debug)]
/// struct DeviceCategory {
///     id: String,
///     display_name: Option<String>,
/// }
///
/// let error = from_slice::<DeviceCategory>(br#"{"id":"1","displayName":5}"#).unwrap_err();
/// assert_eq!(error.property.as_deref(), Some("displayName"));
/// ```
///
/// # Errors
/// [`ReadError`] with the property.
#[inline]
pub fn from_slice<T: Field>(json: &[u8]) -> Result<T, ReadError> {
    let mut value = T::vacant();
    read_into(json, &mut value, Mode::Reply)?;
    Ok(value)
}

/// Reads a JSON text into a slot.
pub(crate) fn read_into(json: &[u8], slot: &mut dyn Slot, mode: Mode) -> Result<(), ReadError> {
    read_with(json, slot, Context::new(mode))
}

/// Reads the JSON text of a property into its slot. If the declaration is `None`, no error shows the value.
pub fn read_property(
    json: &[u8],
    slot: &mut dyn Slot,
    mode: Mode,
    property: Option<&PropertyInfo>,
) -> Result<(), ReadError> {
    let is_hidden = property.is_none_or(PropertyInfo::is_hidden);
    read_with(json, slot, Context { is_hidden, ..Context::new(mode) })
}

fn read_with(json: &[u8], slot: &mut dyn Slot, context: Context) -> Result<(), ReadError> {
    // Checking a whole text as UTF-8 once is cheaper than checking each of its strings. Invalid UTF-8 is left
    // to the reader, which reports the position.
    let outcome = match core::str::from_utf8(json) {
        Ok(text) => read_all(serde_json::Deserializer::from_str(text), slot, &context),
        Err(_) => read_all(serde_json::Deserializer::from_slice(json), slot, &context),
    };
    outcome.map_err(|error| {
        let mut error = ReadError::new(&error, context);
        if error.kind == ReadErrorKind::OtherType {
            error.message = without_hidden(error.message, &String::from_utf8_lossy(json), slot.kind());
        }
        error
    })
}

fn read_all<'de, R: serde_json::de::Read<'de>>(
    mut reader: serde_json::Deserializer<R>,
    slot: &mut dyn Slot,
    context: &Context,
) -> serde_json::Result<()> {
    let kind = slot.kind();
    SlotSeed::new(slot, &kind, &Scope::root(context)).deserialize(&mut reader)?;
    reader.end()
}

/// The body of every emitted `Deserialize`.
///
/// # Errors
/// The deserializer's own error, with the property in its message.
#[inline]
pub fn deserialize<'de, T: Edm, D: Deserializer<'de>>(reader: D) -> Result<T, D::Error> {
    let mut value = T::vacant();
    deserialize_slot(reader, &mut value)?;
    Ok(value)
}

fn deserialize_slot<'de, D: Deserializer<'de>>(reader: D, slot: &mut dyn Slot) -> Result<(), D::Error> {
    let context = Context::new(Mode::Reply);
    let kind = slot.kind();
    let outcome = SlotSeed::new(slot, &kind, &Scope::root(&context)).deserialize(reader);
    outcome.map_err(|error| match context.into_path() {
        Some(path) => de::Error::custom(format_args!("property `{path}`: {error}")),
        None => error,
    })
}

impl ReadError {
    fn new(error: &serde_json::Error, context: Context) -> Self {
        let kind = context.error_kind.get().unwrap_or_else(|| match error.classify() {
            serde_json::error::Category::Eof => ReadErrorKind::Truncated,
            serde_json::error::Category::Data => ReadErrorKind::Data,
            _ => ReadErrorKind::Syntax,
        });
        let (line, column) = (error.line(), error.column());
        Self { kind, property: context.into_path(), message: without_position(error), line, column }
    }
}

/// Creates the error of a property whose value is not what was declared, without a position in the text.
pub fn data_error(property: &str, message: &str) -> ReadError {
    ReadError {
        kind: ReadErrorKind::Data,
        property: Some(property.to_owned()),
        message: message.to_owned(),
        line: 0,
        column: 0,
    }
}

/// The error of a text whose parts are read one by one.
pub fn of_parts(error: &serde_json::Error) -> ReadError {
    ReadError::new(error, Context::new(Mode::Reply))
}

/// Converts the error of a text to that of a larger one, in which the text has the path `path`, `lines` line
/// ends before it, and `start` bytes before it in its first line.
pub fn within(error: ReadError, path: &str, lines: usize, start: usize) -> ReadError {
    let mut property = error.property.unwrap_or_default();
    prepend_step(&mut property, path);
    let column = if error.line == 1 { error.column + start } else { error.column };
    let line = if error.line == 0 { 0 } else { error.line + lines };
    ReadError { property: Some(property), line, column, ..error }
}

/// The message of `serde_json` without the position, which [`ReadError`] has as fields.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    without_value(text.strip_suffix(&place).unwrap_or(&text))
}

/// Removes the value from a message of serde, `invalid type: string "x", expected an object`. Messages of
/// this crate show only values that may be shown.
fn without_value(message: &str) -> String {
    let is_serde_s = ["invalid type: ", "invalid value: "].iter().any(|start| message.starts_with(start));
    let value = message.find(['"', '`']);
    match (is_serde_s, value, message.rfind(", expected ")) {
        (true, Some(value), Some(expected)) if value < expected => {
            format!("{}{}", message[..value].trim_end(), &message[expected..])
        }
        _ => message.to_owned(),
    }
}

/// What a text is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A reply from Graph: undeclared properties are skipped, required ones must be present.
    Reply,
    /// Input from the program: an undeclared property is an error, because it would be lost.
    Strict,
    /// A change to an existing value: no property is required.
    Change,
}

/// State shared by the readers of one text.
struct Context {
    mode: Mode,
    /// The path to the property with the error, built from the inside out while the error is returned.
    /// Nothing is written while reading succeeds.
    path: RefCell<String>,
    /// The kind of error, if it cannot be derived from the reader's own error.
    error_kind: Cell<Option<ReadErrorKind>>,
    /// The number of open objects and arrays.
    depth: Cell<usize>,
    /// Whether the whole text is a hidden value.
    is_hidden: bool,
}

impl Context {
    fn new(mode: Mode) -> Self {
        Self {
            mode,
            path: RefCell::default(),
            error_kind: Cell::new(None),
            depth: Cell::new(0),
            is_hidden: false,
        }
    }

    /// Counts an opened object or array. It need not be closed after an error, because reading stops then.
    fn enter<E: de::Error>(&self) -> Result<(), E> {
        let depth = self.depth.get() + 1;
        self.depth.set(depth);
        if depth > MOST_LEVELS { Err(E::custom(TOO_DEEP)) } else { Ok(()) }
    }

    fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    fn push_step(&self, step: &dyn fmt::Display) {
        prepend_step(&mut self.path.borrow_mut(), &step.to_string());
    }

    fn into_path(self) -> Option<String> {
        let path = self.path.into_inner();
        (!path.is_empty()).then_some(path)
    }
}

/// What a value is part of: an object or a list, with those around it, or the whole text. Only errors look
/// beyond the innermost scope, so that a property costs one assignment while reading succeeds.
struct Scope<'a> {
    context: &'a Context,
    parent: Option<&'a Self>,
    /// The property that is being read. `None` in a list and at the root.
    property: Cell<Option<&'static PropertyInfo>>,
}

impl<'a> Scope<'a> {
    fn root(context: &'a Context) -> Self {
        Self { context, parent: None, property: Cell::new(None) }
    }

    fn within(parent: &'a Self) -> Self {
        Self { context: parent.context, parent: Some(parent), property: Cell::new(None) }
    }

    /// Whether the value being read is hidden, or part of a hidden one.
    fn is_hidden(&self) -> bool {
        let mut scopes = core::iter::successors(Some(self), |scope| scope.parent);
        self.context.is_hidden
            || scopes.any(|scope| scope.property.get().is_some_and(PropertyInfo::is_hidden))
    }
}

/// A slot to be filled by a deserializer.
struct SlotSeed<'a> {
    slot: &'a mut dyn Slot,
    kind: &'a Kind,
    scope: &'a Scope<'a>,
    /// Whether the deserializer already knows that the value is polymorphic.
    is_announced: bool,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.kind {
            Kind::Decimal | Kind::Untyped => self.read_whole(reader),
            Kind::OneOf(_) if !self.is_announced => {
                reader.deserialize_newtype_struct(buffered::ONE_OF, Self { is_announced: true, ..self })
            }
            // The only call, so that the deserializer's method is inlined here.
            _ => reader.deserialize_any(self),
        }
    }
}

impl<'a> SlotSeed<'a> {
    #[inline]
    fn new(slot: &'a mut dyn Slot, kind: &'a Kind, scope: &'a Scope<'a>) -> Self {
        Self { slot, kind, scope, is_announced: false }
    }

    fn mode(&self) -> Mode {
        self.scope.context.mode
    }

    fn property(&self) -> Option<&'static PropertyInfo> {
        self.scope.property.get()
    }

    /// Reads the kinds whose JSON text is taken as a whole. Not inlined, to keep the path of the other kinds
    /// short.
    #[inline(never)]
    fn read_whole<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.kind {
            Kind::Decimal => self.read_digits(reader),
            _ => self.read_untyped(reader),
        }
    }

    /// Reads the text of a decimal, because a binary number would lose digits.
    fn read_digits<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let raw: Box<RawValue> = de::Deserialize::deserialize(reader)?;
        let text = raw.get();
        let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match (text, unquoted) {
            ("null", _) => self.set_null(),
            (_, Some(inner)) => self.set(|| Scalar::Str(inner)),
            ("true" | "false", _) => self.set(|| Scalar::Bool(text == "true")),
            _ if text.starts_with(['{', '[']) => {
                let found = if text.starts_with('{') { "an object" } else { "an array" };
                Err(de::Error::custom(format_args!("expected {}, found {found}", self.kind)))
            }
            _ => self.set(|| Scalar::Digits(text)),
        }
    }

    fn read_untyped<'de, D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let value: serde_json::Value = de::Deserialize::deserialize(reader)?;
        if value.is_null() {
            return self.set_null();
        }
        match self.slot.open() {
            Open::Untyped(place) => *place = value,
            _ => return Err(de::Error::custom("a slot of kind Edm.Untyped takes any value")),
        }
        Ok(())
    }

    /// Takes a function that makes the value instead of the value, which would have to be copied for the
    /// error.
    #[inline]
    fn set<'v, E: de::Error>(self, value: impl Fn() -> Scalar<'v>) -> Result<(), E> {
        self.slot.assign(value()).or_else(|kind| self.recover(value(), kind))
    }

    #[inline]
    fn set_null<E: de::Error>(self) -> Result<(), E> {
        // Replies are accepted as they are. A program that sets a property to null that is never null has
        // made a mistake.
        if self.mode() == Mode::Strict && self.property().is_some_and(|property| !property.is_nullable()) {
            return Err(E::custom("null is never its value"));
        }
        self.set(|| Scalar::Null)
    }

    #[cold]
    fn recover<E: de::Error>(self, value: Scalar<'_>, error_kind: ValueErrorKind) -> Result<(), E> {
        // A collection is never null, but some services send null. That must not make the whole entity
        // unreadable.
        if value == Scalar::Null && self.kind.is_collection() && self.mode() == Mode::Reply {
            let _ = self.slot.open();
            return Ok(());
        }
        if value == Scalar::Str("") && self.takes_empty_for_null() && self.slot.assign(Scalar::Null).is_ok() {
            notice::empty_text(*self.kind, self.property());
            return Ok(());
        }
        let found = DisplayScalar { value, is_hidden: self.scope.is_hidden() };
        Err(refuse(*self.kind, &found, error_kind))
    }

    /// Whether an empty string is read as null, because some services write an unset Guid that way. Applies
    /// to replies only, to kinds without an empty text form, and never to the key.
    fn takes_empty_for_null(&self) -> bool {
        self.mode() == Mode::Reply
            && self.property().is_none_or(|property| property.is_nullable() && !property.is_key())
            && self.kind.is_never_empty()
    }
}

/// The members of an object, each with its raw JSON.
pub fn members(json: &[u8]) -> Result<Vec<(String, &RawValue)>, ReadError> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut reader = serde_json::Deserializer::from_slice(json);
    let members = reader.deserialize_map(Members).and_then(|members| reader.end().map(|()| members));
    members.map_err(|error| of_parts(&error))
}

/// Whether a JSON text is an object with a member `value`.
pub fn has_member_value(json: &[u8]) -> bool {
    members(json).is_ok_and(|members| members.iter().any(|(name, _)| name == "value"))
}

/// The error for a scalar that does not fit.
fn refuse<E: de::Error>(kind: Kind, found: &DisplayScalar<'_>, error_kind: ValueErrorKind) -> E {
    match error_kind {
        ValueErrorKind::Type => E::custom(format_args!("expected {kind}, found {found}")),
        ValueErrorKind::Range => {
            E::custom(format_args!("expected {kind}, found {found}, which is out of its range"))
        }
        ValueErrorKind::Form => {
            E::custom(format_args!("expected {kind}, found {found}, which is not of its form"))
        }
        ValueErrorKind::Precision => E::custom(format_args!(
            "expected {kind}, found {found}, which has more than the twelve digits of a second that OData allows"
        )),
    }
}

/// Displays a scalar in an error: its type and value, or only the type of a hidden one. A long text is
/// truncated.
struct DisplayScalar<'a> {
    value: Scalar<'a>,
    is_hidden: bool,
}

impl fmt::Display for DisplayScalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self.value {
            Scalar::Bool(_) if self.is_hidden => f.write_str("a Boolean"),
            Scalar::Int(_) | Scalar::Float(_) | Scalar::Digits(_) if self.is_hidden => {
                f.write_str("a number")
            }
            Scalar::Str(_) if self.is_hidden => f.write_str("a string"),
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

impl<'de> Visitor<'de> for SlotSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.set_null()
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.set_null()
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        self.deserialize(reader)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.set(|| Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.set(|| Scalar::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.set(|| Scalar::Int(value)),
            // A number outside Int64 fits only a floating-point kind, which rounds it as a JSON parser would.
            #[allow(clippy::cast_precision_loss)]
            Err(_) => self.set(|| Scalar::Float(value as f64)),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.set(|| Scalar::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.set(|| Scalar::Str(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        self.deserialize(reader)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let (kind, scope) = (self.kind, self.scope);
        match (kind, self.slot.open()) {
            (_, Open::Object(object)) => {
                scope.context.enter()?;
                read_object(map, object, scope)?;
            }
            (Kind::OneOf(info), Open::OneOf(place)) => {
                scope.context.enter()?;
                read_one_of(map, info, place, scope)?;
            }
            _ => {
                return match map_of_number(map)? {
                    Some(number) => self.set(|| number),
                    None => Err(de::Error::custom(format_args!("expected {kind}, found an object"))),
                };
            }
        }
        scope.context.leave();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let SlotSeed { slot, kind, scope, .. } = self;
        let Open::List(list) = slot.open() else {
            return Err(de::Error::custom(format_args!("expected {kind}, found an array")));
        };
        scope.context.enter()?;
        let kind = &kind.item();
        let scope = &Scope::within(scope);
        let mut index = 0_usize;
        loop {
            match items.next_element_seed(NextItem { list, kind, scope }) {
                Ok(Some(())) => index += 1,
                Ok(None) => {
                    scope.context.leave();
                    return Ok(());
                }
                Err(error) => {
                    scope.context.push_step(&format_args!("[{index}]"));
                    return Err(error);
                }
            }
        }
    }
}

/// The key under which `serde_json` passes a number with the feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a number in the form that `serde_json` uses with its feature `arbitrary_precision`: an object whose
/// only member is the digits. Cargo enables a feature for all crates of a program, so another crate can cause
/// this form. `None` if the object is something else.
fn map_of_number<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Scalar<'static>>, A::Error> {
    if map.next_key::<String>()?.is_none_or(|name| !is_of_number(&name)) {
        return Ok(None);
    }
    let digits: String = map.next_value()?;
    // Rust reads more as a number than JSON does, such as `+1` and `.5`.
    if map.next_key::<IgnoredAny>()?.is_some() || digits.parse::<serde_json::Number>().is_err() {
        return Ok(None);
    }
    match (digits.parse(), digits.parse()) {
        // `-0` keeps its sign only as a double.
        (Ok(0), Ok(double)) if f64::is_sign_negative(double) => Ok(Some(Scalar::Float(double))),
        (Ok(integer), _) => Ok(Some(Scalar::Int(integer))),
        // Without the feature, `serde_json` refuses a number that no double holds.
        (_, Ok(double)) if double.is_finite() => Ok(Some(Scalar::Float(double))),
        (_, Ok(double)) if double.is_infinite() => Err(de::Error::custom("number out of range")),
        _ => Ok(None),
    }
}

/// Whether an object with this name as its first is a number. Without the feature, the name comes from the
/// text and has no meaning.
fn is_of_number(name: &str) -> bool {
    // Only with the feature can a number be larger than a double.
    static PASSES_DIGITS: LazyLock<bool> = LazyLock::new(|| "1e999".parse::<serde_json::Number>().is_ok());
    name == NUMBER && *PASSES_DIGITS
}

/// The next item of a list. Its slot is created only if there is an item.
struct NextItem<'a> {
    list: &'a mut dyn List,
    kind: &'a Kind,
    scope: &'a Scope<'a>,
}

impl<'de> DeserializeSeed<'de> for NextItem<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        SlotSeed::new(self.list.push(), self.kind, self.scope).deserialize(reader)
    }
}

/// Reads an object of a known type.
fn read_object<'de, A: MapAccess<'de>>(
    map: A,
    object: &mut dyn Object,
    scope: &Scope<'_>,
) -> Result<(), A::Error> {
    let info = object.info();
    let mut map = Some(map);
    let mut outcome = Ok(());
    object.slots(&mut |slots| {
        if let Some(map) = map.take() {
            outcome = read_properties(map, info, slots, scope);
        }
    });
    outcome
}

/// Reads a polymorphic value. If the type comes first, as Graph sends it, the rest is read directly.
/// Otherwise the members are kept as text until the type is known.
fn read_one_of<'de, A: MapAccess<'de>>(
    mut map: A,
    types: &OneOfInfo,
    place: &mut dyn OneOf,
    scope: &Scope<'_>,
) -> Result<(), A::Error> {
    match map.next_key()? {
        Some(key @ (Member::Type | Member::NoType)) => {
            let has_type = matches!(key, Member::Type);
            let name: Option<String> = if has_type { map.next_value()? } else { None };
            match place.choose(types.find(name.as_deref())) {
                Open::Object(object) => {
                    keep_type(object, name.as_deref());
                    read_object(map, object, scope)
                }
                Open::Untyped(value) => read_unrecognized(map, has_type.then(|| name.into()), value),
                _ => Err(de::Error::custom(format_args!("{} has no such type", types.name()))),
            }
        }
        Some(Member::Other(name)) if is_of_number(&name) => {
            Err(de::Error::custom(format_args!("expected {}, found a number", types.name())))
        }
        first => {
            let members = buffered::Members::take(first, map)?;
            members.read(types, place, scope).map_err(|error| de::Error::custom(without_position(&error)))
        }
    }
}

/// Keeps the name of a type that was read before the value's properties.
fn keep_type(object: &mut dyn Object, name: Option<&str>) {
    let Some(name) = name else { return };
    let Some(index) = object.info().kept_type_index() else { return };
    object.slots(&mut |slots| {
        // A text: the macro allows no other type.
        let _ = slots[index].assign(Scalar::Str(name));
    });
}

/// A key of a value whose type is not known yet.
enum Member {
    Type,
    /// In place of the first key of a buffered value that has no type.
    NoType,
    Other(String),
}

impl<'de> de::Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct AnyKey;

        impl Visitor<'_> for AnyKey {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a property name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Member, E> {
                Ok(if name == ODATA_TYPE { Member::Type } else { Member::Other(name.to_owned()) })
            }

            fn visit_unit<E: de::Error>(self) -> Result<Member, E> {
                Ok(Member::NoType)
            }
        }

        reader.deserialize_str(AnyKey)
    }
}

/// Keeps a value of a type that this build does not know as untyped JSON. `name` is the value of its
/// `@odata.type`, `None` if it has none.
fn read_unrecognized<'de, A: MapAccess<'de>>(
    mut map: A,
    name: Option<serde_json::Value>,
    value: &mut serde_json::Value,
) -> Result<(), A::Error> {
    let mut members = serde_json::Map::new();
    if let Some(name) = name {
        members.insert(ODATA_TYPE.to_owned(), name);
    }
    while let Some((name, value)) = map.next_entry()? {
        members.insert(name, value);
    }
    *value = members.into();
    Ok(())
}

pub(crate) const ODATA_TYPE: &str = "@odata.type";

fn read_properties<'de, A: MapAccess<'de>>(
    mut map: A,
    info: &'static TypeInfo,
    slots: &mut [&mut dyn Slot],
    parent: &Scope<'_>,
) -> Result<(), A::Error> {
    let scope = Scope::within(parent);
    let context = parent.context;
    let mut seen = SeenProperties::default();
    let mut undeclared = String::new();
    let mut next = 0;
    // Replies come in the order of the declaration, so the property after the last one is tried first.
    while let Some(key) =
        map.next_key_seed(Key { info, hint: next, mode: context.mode, undeclared: &mut undeclared })?
    {
        let index = match key {
            KeyMatch::Property(index) => index,
            KeyMatch::Additional => {
                let value = map.next_value()?;
                if let Some(slot) = slots.last_mut() {
                    add_additional(&mut **slot, core::mem::take(&mut undeclared), value, info);
                }
                continue;
            }
            KeyMatch::Type => {
                if let Some(name) = map.next_value_seed(UnexpectedType { info })? {
                    return Err(other_type(info, &name, parent));
                }
                continue;
            }
            KeyMatch::Ignored => {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
        };
        let property = &info.properties[index];
        if context.mode == Mode::Strict && property.is_read_only() && !property.name.contains('@') {
            context.push_step(&property.name);
            context.error_kind.set(Some(ReadErrorKind::ReadOnly));
            return Err(de::Error::custom("it is read-only"));
        }
        scope.property.set(Some(property));
        if let Err(error) = map.next_value_seed(SlotSeed::new(&mut *slots[index], &property.kind, &scope)) {
            context.push_step(&property.name);
            return Err(error);
        }
        seen.mark(index);
        next = index + 1;
    }
    if context.mode == Mode::Reply { seen.all_needed(info, context) } else { Ok(()) }
}

fn add_additional(slot: &mut dyn Slot, name: String, value: serde_json::Value, info: &TypeInfo) {
    if let Open::Additional(additional) = slot.open() {
        additional.insert(name, value, info);
    }
}

const TYPE_NAME: &str = "the name of a type";

/// Reads a type's name, which is the part after `#` in any case. `None` if it is the expected type.
struct UnexpectedType {
    info: &'static TypeInfo,
}

impl<'de> DeserializeSeed<'de> for UnexpectedType {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl Visitor<'_> for UnexpectedType {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TYPE_NAME)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((!self.info.is_named(name)).then(|| type_name(name).to_owned()))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(E::custom(format_args!("expected {TYPE_NAME}, found a Boolean")))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
        self.visit_f64(0.0)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
        self.visit_f64(0.0)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(E::custom(format_args!("expected {TYPE_NAME}, found a number")))
    }
}

/// The error for a value of another type. Such a value would otherwise be taken for one of the declared type
/// and written back as one.
#[cold]
fn other_type<E: de::Error>(info: &TypeInfo, name: &str, scope: &Scope<'_>) -> E {
    scope.context.error_kind.set(Some(ReadErrorKind::OtherType));
    if scope.is_hidden() {
        return E::custom(format_args!("expected `{}`, found another type", info.name));
    }
    E::custom(format_args!(
        "expected `{}`, found the type `{name}`: keep its name in a field `#[graph(derived)] odata_type: Option<String>`, select the declared type with `is_of`, or read it as a `#[graph_one_of]` with `read_as`",
        info.name
    ))
}

/// The properties that a reply contained.
#[derive(Default)]
struct SeenProperties {
    /// A bit for each of the first 256 properties, which are all of nearly every type, without an allocation.
    near: [u64; 4],
    far: Vec<usize>,
}

impl SeenProperties {
    #[inline]
    fn mark(&mut self, index: usize) {
        match self.near.get_mut(index / 64) {
            Some(word) => *word |= 1 << (index % 64),
            None => self.far.push(index),
        }
    }

    fn all_needed<E: de::Error>(&self, info: &'static TypeInfo, context: &Context) -> Result<(), E> {
        let missing = |property: &PropertyInfo| {
            context.push_step(&property.name);
            Err(E::custom("it is missing, and its field is not an `Option`"))
        };
        for (seen, properties) in self.near.iter().zip(info.properties.chunks(64)) {
            // Visits only those that were not seen: none in a whole reply.
            let mut unseen = !seen & (u64::MAX >> (64 - properties.len()));
            while unseen != 0 {
                let property = &properties[unseen.trailing_zeros() as usize];
                if !property.may_be_missing() {
                    return missing(property);
                }
                unseen &= unseen - 1;
            }
        }
        let far = info.properties.iter().enumerate().skip(self.near.len() * 64);
        for (index, property) in far {
            if !property.may_be_missing() && !self.far.contains(&index) {
                return missing(property);
            }
        }
        Ok(())
    }
}

/// A key. It is looked up while its text is borrowed, so that it is copied only if it must be kept.
struct Key<'a> {
    info: &'static TypeInfo,
    hint: usize,
    mode: Mode,
    /// Receives the name of an additional property. It is not in the result, which is thus returned in
    /// registers.
    undeclared: &'a mut String,
}

/// The result of looking up a key.
enum KeyMatch {
    Property(usize),
    Additional,
    /// The annotation that names the value's type.
    Type,
    Ignored,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = KeyMatch;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = KeyMatch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        match self.info.find(name, self.hint) {
            Some(index) => Ok(KeyMatch::Property(index)),
            None => self.undeclared(name),
        }
    }
}

impl Key<'_> {
    /// Handles a key that is not the name of a property.
    #[inline(never)]
    fn undeclared<E: de::Error>(self, name: &str) -> Result<KeyMatch, E> {
        if name == ODATA_TYPE && !self.info.is_envelope() {
            return Ok(KeyMatch::Type);
        }
        if is_of_number(name) {
            return Err(E::custom(format_args!("expected {}, found a number", self.info.name)));
        }
        // `@odata.etag`, `members@odata.count`: annotations are metadata, not properties.
        if name.contains('@') {
            return Ok(KeyMatch::Ignored);
        }
        if self.mode == Mode::Strict {
            return Err(E::custom(format_args!("type {} has no property `{name}`", self.info.name)));
        }
        notice::near_name(self.info, name);
        if !self.info.has_additional {
            return Ok(KeyMatch::Ignored);
        }
        name.clone_into(self.undeclared);
        Ok(KeyMatch::Additional)
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadErrorKind, from_slice};

    #[test]
    fn invalid_utf8_is_reported_with_its_position() {
        let error = from_slice::<Vec<String>>(b"[\"a\",\"\xff\"]").expect_err("no UTF-8");
        assert_eq!(error.kind, ReadErrorKind::Syntax);
        assert!(error.column > 4, "{error}");
        // Invalid UTF-8 after the value is an error too.
        assert!(from_slice::<Vec<String>>(b"[]\xff").is_err());
    }

    #[test]
    fn text_after_the_value_is_an_error() {
        assert!(from_slice::<Vec<i32>>(b"[1] 2").is_err());
        assert_eq!(from_slice::<Vec<i32>>(b" [1] \n").expect("white space is no value"), [1]);
    }
}
