//! The members of an object that were read before its type was known.
//!
//! Each member is kept as its JSON text, so that a decimal keeps its digits. The text is indexed once. Nested
//! objects are then read from the index, which yields their `@odata.type` first. So no text is scanned or
//! copied twice, however deeply such objects are nested.

use serde::de::value::{StrDeserializer, UnitDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use super::{Member, ODATA_TYPE, Scope, read_object};
use crate::model::depth::{MOST_LEVELS, TOO_DEEP};
use crate::model::{OneOf, OneOfInfo, Open};

/// The members of an object, each with its text.
pub(super) struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    /// Takes all members of an object whose first key was read.
    pub(super) fn take<'de, A: MapAccess<'de>>(first: Option<Member>, mut map: A) -> Result<Self, A::Error> {
        let mut members = Vec::new();
        let mut next = first;
        while let Some(key) = next {
            let name = match key {
                Member::Type => ODATA_TYPE.to_owned(),
                Member::Other(name) => name,
                // Has no value.
                Member::NoType => {
                    next = map.next_key()?;
                    continue;
                }
            };
            members.push((name, map.next_value()?));
            next = map.next_key()?;
        }
        Ok(Self(members))
    }

    /// Reads the members as the type that their `@odata.type` names.
    pub(super) fn read(
        &self,
        types: &OneOfInfo,
        place: &mut dyn OneOf,
        scope: &Scope<'_>,
    ) -> Result<(), Error> {
        // The nesting limit applies to the whole reply, not only to this value.
        let room = MOST_LEVELS.saturating_sub(scope.context.depth.get());
        let texts =
            self.0.iter().map(|(_, text)| Text::index(text.get(), room)).collect::<Result<Vec<_>, _>>()?;
        let type_member = self.0.iter().rfind(|(name, _)| name == ODATA_TYPE);
        let name: Option<String> =
            type_member.map_or(Ok(None), |(_, text)| serde_json::from_str(text.get()))?;
        match place.choose(types.find(name.as_deref())) {
            Open::Object(object) => {
                read_object(MemberReader { members: self, texts: &texts, next: 0 }, object, scope)
            }
            Open::Untyped(value) => {
                let member = |(name, text): &(String, Box<RawValue>)| {
                    Ok((name.clone(), serde_json::from_str::<Value>(text.get())?))
                };
                // Unknown types are kept whole, like any untyped value.
                *value = self.0.iter().map(member).collect::<Result<serde_json::Map<_, _>, Error>>()?.into();
                Ok(())
            }
            _ => Err(Error::custom(format_args!("{} has no such type", types.name()))),
        }
    }
}

struct MemberReader<'t> {
    members: &'t Members,
    texts: &'t [Text<'t>],
    next: usize,
}

impl<'t> MapAccess<'t> for MemberReader<'t> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, _)) = self.members.0.get(self.next) else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.next += 1;
        seed.deserialize(Reader { text: &self.texts[self.next - 1], at: 0 })
    }
}

/// Well-formed JSON text, and the positions of its values.
struct Text<'t> {
    json: &'t str,
    /// In the order in which they start. The key of a member comes before its value.
    nodes: Vec<Node>,
}

/// A value or a key. Four bytes per offset are enough: a reply is never larger than 4 GiB.
#[derive(Clone, Copy)]
struct Node {
    start: u32,
    end: u32,
    /// The index of the first node that is not inside this one.
    next: u32,
}

impl<'t> Text<'t> {
    /// Finds the values of a text without recursion.
    ///
    /// # Errors
    /// The text has more levels than `room`.
    fn index(json: &'t str, room: usize) -> Result<Self, Error> {
        if u32::try_from(json.len()).is_err() {
            return Err(Error::custom("a value of 4 GiB or more is too long to read"));
        }
        let bytes = json.as_bytes();
        let mut nodes = Vec::new();
        let mut open = Vec::new();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = match byte {
                b'{' | b'[' => {
                    open.push(nodes.len());
                    if open.len() > room {
                        return Err(Error::custom(TOO_DEEP));
                    }
                    at + 1
                }
                b'}' | b']' => {
                    if let Some(index) = open.pop() {
                        let next = offset(nodes.len());
                        let node: &mut Node = &mut nodes[index];
                        (node.end, node.next) = (offset(at + 1), next);
                    }
                    at += 1;
                    continue;
                }
                b'"' => end_of_string(bytes, at),
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                    at += 1;
                    continue;
                }
                _ => bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'))
                    .map_or(bytes.len(), |length| at + length),
            };
            nodes.push(Node { start: offset(start), end: offset(at), next: offset(nodes.len() + 1) });
        }
        Ok(Self { json, nodes })
    }

    fn part(&self, at: usize) -> &'t str {
        let Node { start, end, .. } = self.nodes[at];
        &self.json[start as usize..end as usize]
    }

    fn next(&self, at: usize) -> usize {
        self.nodes[at].next as usize
    }

    /// Whether a key is `@odata.type`, which may be written with escapes.
    fn is_type(&self, key: usize) -> bool {
        let text = self.part(key);
        match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => plain == ODATA_TYPE,
            _ => serde_json::from_str::<String>(text).is_ok_and(|name| name == ODATA_TYPE),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the text was found to be shorter than 4 GiB")]
fn offset(at: usize) -> u32 {
    at as u32
}

/// The offset after the closing quotation mark of the string that starts at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => return at + 1,
            b'\\' => 2,
            _ => 1,
        };
    }
    bytes.len()
}

/// One value of an indexed text.
#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t Text<'t>,
    at: usize,
}

/// The name with which a polymorphic value is requested. The reader then yields its type before all other
/// members.
pub(super) const ONE_OF: &str = "one of several types";

impl<'t> Reader<'t> {
    fn json(self) -> &'t str {
        self.text.part(self.at)
    }

    fn object(self) -> ObjectReader<'t> {
        let (text, end) = (self.text, self.text.next(self.at));
        ObjectReader { text, next: self.at + 1, end, type_first: false, value: self.at }
    }

    fn is_object(self) -> bool {
        self.json().starts_with('{')
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.json().as_bytes().first() {
            Some(b'{') => visitor.visit_map(self.object()),
            Some(b'[') => {
                let (text, end) = (self.text, self.text.next(self.at));
                visitor.visit_seq(ArrayReader { text, next: self.at + 1, end })
            }
            _ => serde_json::Deserializer::from_str(self.json()).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.json() == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Also used by `RawValue` to request a value's own text.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name != ONE_OF {
            return serde_json::Deserializer::from_str(self.json()).deserialize_newtype_struct(name, visitor);
        }
        if self.is_object() {
            return visitor.visit_map(ObjectReader { type_first: true, ..self.object() });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

struct ArrayReader<'t> {
    text: &'t Text<'t>,
    next: usize,
    end: usize,
}

impl<'t> SeqAccess<'t> for ArrayReader<'t> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'t>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.next >= self.end {
            return Ok(None);
        }
        let at = self.next;
        self.next = self.text.next(at);
        seed.deserialize(Reader { text: self.text, at }).map(Some)
    }
}

struct ObjectReader<'t> {
    text: &'t Text<'t>,
    /// The next key.
    next: usize,
    end: usize,
    /// Whether `@odata.type` is yielded first. If there is none, a key that is null and has no value says so.
    type_first: bool,
    /// The index of the current key's value.
    value: usize,
}

impl ObjectReader<'_> {
    /// The value of the last member named `@odata.type`: in JSON readers, the last of several equal names
    /// counts.
    fn type_value(&self) -> Option<usize> {
        let mut found = None;
        let mut key = self.next;
        while key < self.end {
            if self.text.is_type(key) {
                found = Some(key + 1);
            }
            key = self.text.next(key + 1);
        }
        found
    }
}

impl<'t> MapAccess<'t> for ObjectReader<'t> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if core::mem::take(&mut self.type_first) {
            return match self.type_value() {
                Some(value) => {
                    self.value = value;
                    seed.deserialize(StrDeserializer::new(ODATA_TYPE)).map(Some)
                }
                None => seed.deserialize(UnitDeserializer::new()).map(Some),
            };
        }
        if self.next >= self.end {
            return Ok(None);
        }
        let key = self.next;
        self.value = key + 1;
        self.next = self.text.next(key + 1);
        seed.deserialize(Reader { text: self.text, at: key }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Reader { text: self.text, at: self.value })
    }
}
