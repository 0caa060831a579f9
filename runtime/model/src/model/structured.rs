//! Structured types, which is OData's term for entity and complex types: their description as data, and
//! access to their properties without knowing the type.

use core::fmt;

use super::read::ODATA_TYPE;
use super::{Composite, Kind, Slot, View};

/// A structured type, as the macro describes it. The runtime knows nothing else about an entity.
#[derive(Debug)]
pub struct TypeInfo {
    // The macro writes these fields: see `PropertyInfo`.
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub annotation: Annotation,
    #[doc(hidden)]
    pub properties: &'static [PropertyInfo],
    /// A hash table of property indexes by wire name, so that looking up a key out of order does not depend
    /// on the size of the type. Empty for types with few properties. The macro fills it with the hash of
    /// `name_hash`.
    #[doc(hidden)]
    pub by_name: &'static [u16],
    /// Whether the slot after those of the properties keeps undeclared properties of a reply.
    #[doc(hidden)]
    pub has_additional: bool,
    #[doc(hidden)]
    pub differs: bool,
    #[doc(hidden)]
    pub is_envelope: bool,
}

/// When a value carries the `@odata.type` annotation in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Annotation {
    /// Every time, as the documentation's examples do.
    Always,
    /// The annotation is never written.
    Never,
}

/// The description of one property of a structured type.
#[derive(Debug, Clone, Copy)]
pub struct PropertyInfo {
    // The macro writes these fields for a property whose kind it knows. In a constant, a call costs each
    // build of a user's program several times as much as a literal, and each reference in its arguments
    // becomes a constant.
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub kind: Kind,
    /// Whether the field is an `Option`, so that a reply may leave the property out.
    #[doc(hidden)]
    pub is_optional: bool,
    /// A union of the bits in `rules`.
    #[doc(hidden)]
    pub rules: u16,
}

/// The rules of a property, as bits. The macro defines the same bits.
mod rules {
    pub(super) const READ_ONLY: u16 = 1;
    pub(super) const CREATE_ONLY: u16 = 2;
    pub(super) const NOT_NULL: u16 = 4;
    pub(super) const NAVIGATION: u16 = 8;
    pub(super) const SENSITIVE: u16 = 16;
    pub(super) const KEY: u16 = 32;
    pub(super) const DERIVED: u16 = 64;
    pub(super) const DIFFERS: u16 = 128;
}

impl PropertyInfo {
    /// A property, as the macro constructs it. Checks the type of the field, which the macro does not know.
    /// The macro's output calls this in a constant, so the check fails the build, at the type of the field.
    #[doc(hidden)]
    #[track_caller]
    pub const fn new(name: &'static str, kind: Kind, is_optional: bool, rules: u16) -> Self {
        // Each build of a user's program evaluates this. Enumerations are the most frequent, and few checks
        // apply to them.
        if let Kind::Enum(info) = kind
            && !info.name.is_empty()
            && rules & rules::NAVIGATION == 0
        {
            return Self { name, kind, is_optional, rules };
        }
        assert!(
            rules & rules::NAVIGATION == 0 || kind.may_be_of_entities(),
            "a navigation property leads to entities, and the field's type is a value: remove `navigation`"
        );
        assert!(
            rules & rules::KEY == 0 || kind.may_be_key(),
            "a key is a part of an address: it is a text, a Guid, a whole number, a `Decimal`, a time, a `bool` or an enumeration, and the field's type is none of these"
        );
        assert!(
            rules & (rules::NAVIGATION | rules::DIFFERS) != 0 || !kind.is_of_entities(),
            "a property of an entity type is a navigation property: mark the field `#[graph(navigation)]`, or `#[graph(differs = \"the reason\")]` if the metadata has a plain property there"
        );
        Self::value(name, kind, is_optional, rules)
    }

    /// Like [`new`](Self::new), for what is not a property and may be an entity: a parameter, or the value in
    /// a reply.
    #[doc(hidden)]
    #[track_caller]
    pub const fn value(name: &'static str, kind: Kind, is_optional: bool, rules: u16) -> Self {
        kind.refuse_misused_flags();
        Self { name, kind, is_optional, rules }
    }

    /// The property of a field of type `T`.
    // Every build of a user interprets this for most properties, so only those that may fail a check are passed
    // to one: a primitive value that is neither called an entity nor a key cannot.
    #[doc(hidden)]
    #[track_caller]
    pub const fn of<T: super::Field>(name: &'static str, rules: u16) -> Self {
        match T::KIND {
            Kind::Enum(_) | Kind::Complex(_) | Kind::Entity(_) | Kind::OneOf(_) | Kind::Collection(_) => {}
            kind if rules & (rules::NAVIGATION | rules::KEY) == 0 => {
                return Self { name, kind, is_optional: T::NULLABLE, rules };
            }
            _ => {}
        }
        Self::new(name, T::KIND, T::NULLABLE, rules)
    }

    /// Returns the property's name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the OData type of the property.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the field is an `Option`: a reply may leave out the property, a call may leave out the
    /// parameter.
    pub const fn is_optional(&self) -> bool {
        self.is_optional
    }

    /// Whether the property is set by the service only.
    pub const fn is_read_only(&self) -> bool {
        self.rules & rules::READ_ONLY != 0
    }

    /// Whether the property is accepted on create only and refused on update.
    pub const fn is_create_only(&self) -> bool {
        self.rules & rules::CREATE_ONLY != 0
    }

    /// Whether the property can be null. A collection is never null, nor is a key: that of an `Option` may be
    /// missing from a reply.
    ///
    /// Source: OData CSDL 4.01, "Key".
    pub const fn is_nullable(&self) -> bool {
        self.is_optional && self.rules & (rules::NOT_NULL | rules::KEY) == 0 && !self.kind.is_collection()
    }

    /// Whether a reply may leave the property out. Collections may be missing, because Graph leaves out empty
    /// ones.
    pub const fn may_be_missing(&self) -> bool {
        self.is_optional || self.kind.is_collection() || self.is_navigation()
    }

    /// Whether the property is a related entity.
    pub const fn is_navigation(&self) -> bool {
        self.rules & rules::NAVIGATION != 0
    }

    /// Whether the value is a secret, which no `Debug`, error or event shows.
    pub const fn is_sensitive(&self) -> bool {
        self.rules & rules::SENSITIVE != 0
    }

    /// Whether no text shows the value, because it is a secret or the entity's key.
    pub(crate) const fn is_hidden(&self) -> bool {
        self.rules & (rules::SENSITIVE | rules::KEY) != 0
    }

    /// Whether the property keeps the name of the value's type, so that values of derived types are read too.
    pub const fn is_derived(&self) -> bool {
        self.rules & rules::DERIVED != 0
    }

    /// Whether the property is deliberately not as the metadata has it: `differs = "..."`.
    pub const fn differs(&self) -> bool {
        self.rules & rules::DIFFERS != 0
    }

    /// Whether the property is the entity's key.
    pub const fn is_key(&self) -> bool {
        self.rules & rules::KEY != 0
    }
}

impl TypeInfo {
    /// The object around the value of a reply: a page, or the result of a function. It has no type of its
    /// own: an `@odata.type` there names that of the value, `#Collection(microsoft.graph.user)`.
    ///
    /// Source: OData JSON Format 4.01, "Control Information: type".
    #[doc(hidden)]
    pub const fn envelope(name: &'static str, properties: &'static [PropertyInfo]) -> Self {
        Self {
            name,
            annotation: Annotation::Never,
            properties,
            by_name: &[],
            has_additional: false,
            differs: false,
            is_envelope: true,
        }
    }

    /// Whether the type is deliberately not as the metadata has it: `differs = "..."`.
    pub const fn differs(&self) -> bool {
        self.differs
    }

    /// The qualified name without `#`, `microsoft.graph.deviceComplianceScriptDeviceState`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// When a value of the type carries `@odata.type`.
    pub const fn annotation(&self) -> Annotation {
        self.annotation
    }

    /// The properties in the order of the declaration.
    pub const fn properties(&self) -> &'static [PropertyInfo] {
        self.properties
    }

    /// Whether values keep undeclared properties of a reply.
    pub const fn has_additional(&self) -> bool {
        self.has_additional
    }

    /// The index of a property by its wire name.
    ///
    /// `hint` is the expected index. Replies come in the order of the declaration, so the property after the
    /// last one is nearly always right.
    #[inline]
    pub fn find(&self, name: &str, hint: usize) -> Option<usize> {
        match self.properties.get(hint) {
            Some(property) if property.name == name => Some(hint),
            _ => self.search(name),
        }
    }

    fn search(&self, name: &str) -> Option<usize> {
        // A few names are compared faster than hashed: most differ in length.
        if self.by_name.is_empty() {
            return self.properties.iter().position(|property| property.name == name);
        }
        let mut slot = table_index(name_hash(name), self.by_name.len());
        // Ends, because the table always has empty slots.
        loop {
            let index = usize::from(self.by_name[slot]);
            match self.properties.get(index) {
                Some(property) if property.name == name => return Some(index),
                Some(_) => slot = (slot + 1) % self.by_name.len(),
                None => return None,
            }
        }
    }

    /// The type name that a value keeps, without `#`.
    pub(crate) fn kept_type<'a>(&self, fields: &[&'a dyn Slot]) -> Option<&'a str> {
        let slot = fields.get(self.kept_type_index()?)?;
        if let View::Str(name) = slot.view() { Some(type_name(name)) } else { None }
    }

    /// The index of the property that keeps the type name, if values of derived types are read too. The macro
    /// gives it the annotation's name, which no other property has.
    pub(crate) fn kept_type_index(&self) -> Option<usize> {
        self.find(ODATA_TYPE, usize::MAX)
    }

    /// The type name of a value, without `#`: the one that the value keeps, or that of its declared type.
    pub(crate) fn name_of<'a>(&self, fields: &[&'a dyn Slot]) -> &'a str {
        self.kept_type(fields).unwrap_or(self.name)
    }

    /// Whether values of derived types are read too and keep their type name.
    pub(crate) fn reads_derived(&self) -> bool {
        self.kept_type_index().is_some()
    }

    /// Whether the type is the object around the value of a reply.
    pub(crate) const fn is_envelope(&self) -> bool {
        self.is_envelope
    }

    /// Whether `@odata.type` names this type: compares the part after `#`, ignoring case.
    pub(crate) fn is_named(&self, annotation: &str) -> bool {
        // Graph writes the declared form, which one comparison finds.
        annotation.strip_prefix('#') == Some(self.name)
            || type_name(annotation).eq_ignore_ascii_case(self.name)
    }

    /// Whether the properties contain an evolvable enumeration at any depth. If so, requests ask for its
    /// later members, which Graph hides otherwise.
    ///
    /// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
    pub fn is_evolvable(&'static self) -> bool {
        type_holds_evolvable(self, &mut Vec::new())
    }

    /// Returns the property with this wire name. `None` if it is not declared.
    pub fn property(&self, name: &str) -> Option<&'static PropertyInfo> {
        self.find(name, usize::MAX).map(|index| &self.properties[index])
    }
}

/// The type name in an `@odata.type`, which is the fragment of a URI.
///
/// Source: OData JSON Format 4.01, "Control Information: type".
pub(crate) fn type_name(annotation: &str) -> &str {
    annotation.rsplit_once('#').map_or(annotation, |(_, name)| name)
}

/// The hash of `TypeInfo::by_name`. The macro fills the table with the same function. It takes eight bytes at
/// a time, because each key of a reply that is out of order is hashed.
fn name_hash(name: &str) -> u64 {
    name.as_bytes().chunks(8).fold(name.len() as u64, |hash, chunk| {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        (hash.rotate_left(5) ^ u64::from_le_bytes(bytes)).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

/// The slot of a hash table where the search for a hash starts. Uses the high bits, which depend on every
/// byte of the name.
#[allow(clippy::cast_possible_truncation, reason = "32 bits are left, and the table is smaller")]
fn table_index(hash: u64, size: usize) -> usize {
    (hash >> 32) as usize % size
}

/// Whether one of the properties is of an evolvable enumeration. `None` if only the types of structured
/// properties can tell.
fn properties_evolvable(properties: &[PropertyInfo]) -> Option<bool> {
    let mut known = Some(false);
    for property in properties {
        match property.kind.evolvable() {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = None,
        }
    }
    known
}

/// Visits each declaration once, because types may contain one another. Several declarations may have the
/// name of one type, each with its own properties.
fn type_holds_evolvable(info: &'static TypeInfo, seen: &mut Vec<&'static TypeInfo>) -> bool {
    // Every request asks, and most types need no list of what has been seen. A constant could hold the answer,
    // but every build of a user would then interpret the loop for each type.
    if let Some(known) = properties_evolvable(info.properties) {
        return known;
    }
    if seen.iter().any(|known| core::ptr::eq(*known, info)) {
        return false;
    }
    // Marked before its properties are visited, because one of them may be of this type.
    seen.push(info);
    info.properties.iter().any(|property| holds_evolvable(property.kind, seen))
}

/// Whether a value of the kind is of an evolvable enumeration or contains one, except in the types already
/// seen.
pub fn holds_evolvable(kind: Kind, seen: &mut Vec<&'static TypeInfo>) -> bool {
    match kind.item() {
        Kind::Complex(info) | Kind::Entity(info) => type_holds_evolvable(info(), seen),
        Kind::OneOf(info) => info.types().any(|info| type_holds_evolvable(info, seen)),
        other => other.evolvable().unwrap_or(false),
    }
}

/// A structured type. Implemented by the macro.
pub trait Structured: Composite {
    /// The description of the type: names and properties.
    const INFO: &'static TypeInfo;
    /// The value that the reader starts from, before it has read a property.
    const VACANT: Self;
    /// Passes the slots of all properties to `visit`, in the order of the declaration.
    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot]));
    /// Passes the values of all properties to `visit`, in the order of the declaration.
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot]));
}

/// A value of some structured type, with the type erased.
pub trait Object {
    /// The description of the type: names and properties.
    fn info(&self) -> &'static TypeInfo;
    /// Gives out the places for values, for which see [`Structured::slots`].
    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot]));
    /// Gives out the values to write, for which see [`Structured::fields`].
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot]));
}

impl<T: Structured> Object for T {
    #[inline]
    fn info(&self) -> &'static TypeInfo {
        T::INFO
    }

    #[inline]
    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
        Structured::slots(self, visit);
    }

    #[inline]
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot])) {
        Structured::fields(self, visit);
    }
}

impl fmt::Debug for dyn Object + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}
