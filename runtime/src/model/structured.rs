//! Structured types, OData's word for entity and complex types together: their description as data, and the
//! one way to reach their properties without knowing their type.

use core::fmt;

use super::{Edm, Kind, Open, Scalar, Slot, ValueErrorKind, View};

/// A structured type as the macro describes it. Everything the runtime does with an entity, it does from this.
#[derive(Debug)]
pub struct TypeInfo {
    pub(crate) name: &'static str,
    pub(crate) annotation: Annotation,
    pub(crate) properties: &'static [PropertyInfo],
    /// Where there are many properties, a hash table of their indexes by wire name, so that a key out of order costs
    /// the same whatever the size of the type; empty where there are few. The macro fills it: `name_hash` below says
    /// how.
    by_name: &'static [u16],
    /// Whether the slot behind those of the properties keeps what a reply holds beyond them.
    pub(crate) has_additional: bool,
}

/// When a value carries the `@odata.type` annotation in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Annotation {
    /// Every time, as the documentation's examples do.
    Always,
    /// Never.
    Never,
}

/// One property of a structured type.
#[derive(Debug, Clone, Copy)]
pub struct PropertyInfo {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether the field is an `Option`: what a reply may leave out.
    pub(crate) is_optional: bool,
    /// A union of [`rules`].
    rules: u8,
}

/// The rules of a property, as bits. The macro has the same ones.
mod rules {
    pub(super) const READ_ONLY: u8 = 1;
    pub(super) const CREATE_ONLY: u8 = 2;
    pub(super) const NOT_NULL: u8 = 4;
    pub(super) const NAVIGATION: u8 = 8;
    pub(super) const SENSITIVE: u8 = 16;
    pub(super) const KEY: u8 = 32;
    pub(super) const DERIVED: u8 = 64;
}

impl PropertyInfo {
    /// A property as the macro describes it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, kind: Kind, is_optional: bool, rules: u8) -> Self {
        Self { name, kind, is_optional, rules }
    }

    /// The property of a field of type `T`.
    #[doc(hidden)]
    pub const fn of<T: super::Field>(name: &'static str, rules: u8) -> Self {
        Self::new(name, T::KIND, T::NULLABLE, rules)
    }

    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type on the wire.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the field is an `Option`: a reply may leave the property out, and a call the parameter.
    pub const fn is_optional(&self) -> bool {
        self.is_optional
    }

    /// Whether the service sets it.
    pub const fn is_read_only(&self) -> bool {
        self.rules & rules::READ_ONLY != 0
    }

    /// Whether it is accepted on create alone, and refused on update.
    pub const fn is_create_only(&self) -> bool {
        self.rules & rules::CREATE_ONLY != 0
    }

    /// Whether null is a value of it. A collection is never null.
    pub const fn is_nullable(&self) -> bool {
        self.is_optional && self.rules & rules::NOT_NULL == 0 && !self.kind.is_collection()
    }

    /// Whether a reply may leave it out without a fault. Collections may: Graph leaves out empty ones.
    pub const fn may_be_missing(&self) -> bool {
        self.is_optional || self.kind.is_collection() || self.is_navigation()
    }

    /// Whether it is a related entity.
    pub const fn is_navigation(&self) -> bool {
        self.rules & rules::NAVIGATION != 0
    }

    /// Whether its value is kept out of `Debug`.
    pub const fn is_sensitive(&self) -> bool {
        self.rules & rules::SENSITIVE != 0
    }

    /// Whether it keeps the name of the value's type, so that values of derived types are read too.
    pub const fn is_derived(&self) -> bool {
        self.rules & rules::DERIVED != 0
    }

    /// Whether it is the entity's key.
    pub const fn is_key(&self) -> bool {
        self.rules & rules::KEY != 0
    }
}

impl TypeInfo {
    /// A type as the macro describes it.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        annotation: Annotation,
        properties: &'static [PropertyInfo],
        by_name: &'static [u16],
        has_additional: bool,
    ) -> Self {
        Self { name, annotation, properties, by_name, has_additional }
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

    /// Whether its values keep what a reply holds beyond the properties.
    pub const fn has_additional(&self) -> bool {
        self.has_additional
    }

    /// The index of a property by its wire name.
    ///
    /// `hint` is where the key is expected: replies come in the order of the declaration, so the property
    /// after the last one is right nearly always.
    #[inline]
    pub fn find(&self, name: &str, hint: usize) -> Option<usize> {
        match self.properties.get(hint) {
            Some(property) if property.name == name => Some(hint),
            _ => self.search(name),
        }
    }

    fn search(&self, name: &str) -> Option<usize> {
        // A few names are compared quicker than hashed: most differ by their length.
        if self.by_name.is_empty() {
            return self.properties.iter().position(|property| property.name == name);
        }
        let mut place = table_place(name_hash(name), self.by_name.len());
        // The table has empty places, at which the search ends.
        loop {
            let index = usize::from(self.by_name[place]);
            match self.properties.get(index) {
                Some(property) if property.name == name => return Some(index),
                Some(_) => place = (place + 1) % self.by_name.len(),
                None => return None,
            }
        }
    }

    /// The name of its type that a value keeps, without `#`.
    pub(crate) fn kept_type<'a>(&self, fields: &[&'a dyn Slot]) -> Option<&'a str> {
        let (_, slot) = self.properties.iter().zip(fields).find(|(property, _)| property.is_derived())?;
        if let View::Str(name) = slot.view() { Some(type_name(name)) } else { None }
    }

    /// The name of a value's type, without `#`: the one that the value keeps, or its declared type's.
    pub(crate) fn name_of<'a>(&self, fields: &[&'a dyn Slot]) -> &'a str {
        self.kept_type(fields).unwrap_or(self.name)
    }

    /// Whether values of derived types are read too, and keep their type's name.
    pub(crate) fn reads_derived(&self) -> bool {
        self.properties.iter().any(PropertyInfo::is_derived)
    }

    /// Whether `@odata.type` names this type: what is behind its `#`, in either case.
    pub(crate) fn is_named(&self, annotation: &str) -> bool {
        type_name(annotation).eq_ignore_ascii_case(self.name)
    }

    /// Whether an evolvable enumeration is among the properties or inside of them. A request then asks for its later
    /// members, which Graph hides otherwise.
    ///
    /// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
    pub fn is_evolvable(&'static self) -> bool {
        type_holds_evolvable(self, &mut Vec::new())
    }

    /// The property with this wire name.
    pub fn property(&self, name: &str) -> Option<&'static PropertyInfo> {
        self.find(name, usize::MAX).map(|index| &self.properties[index])
    }
}

/// The name in an `@odata.type`, which is a URI whose fragment it is.
///
/// Source: OData JSON Format 4.01, "Control Information: type".
pub(crate) fn type_name(annotation: &str) -> &str {
    annotation.rsplit_once('#').map_or(annotation, |(_, name)| name)
}

/// The hash of `TypeInfo::by_name`: the macro fills the table by the same one. Eight bytes at a time, since a key of a
/// reply is hashed each time it is out of order.
fn name_hash(name: &str) -> u64 {
    name.as_bytes().chunks(8).fold(name.len() as u64, |hash, chunk| {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        (hash.rotate_left(5) ^ u64::from_le_bytes(bytes)).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

/// Where the search for a hash starts in a table: by its high bits, which every byte of the name has reached.
#[allow(clippy::cast_possible_truncation, reason = "32 bits are left, and the table is smaller")]
fn table_place(hash: u64, size: usize) -> usize {
    (hash >> 32) as usize % size
}

/// Walks the types once each, since they may hold one another.
fn type_holds_evolvable(info: &'static TypeInfo, seen: &mut Vec<&'static str>) -> bool {
    if seen.contains(&info.name) {
        return false;
    }
    seen.push(info.name);
    info.properties.iter().any(|property| holds_evolvable(property.kind, seen))
}

/// Whether a value of the kind may be of an evolvable enumeration, or hold one in a type that is not among those seen.
pub(crate) fn holds_evolvable(kind: Kind, seen: &mut Vec<&'static str>) -> bool {
    match kind.item() {
        Kind::Enum(info) => info.is_evolvable,
        Kind::Complex(info) | Kind::Entity(info) => type_holds_evolvable(info(), seen),
        Kind::OneOf(info) => info().types.iter().any(|info| type_holds_evolvable(info(), seen)),
        _ => false,
    }
}

/// A structured type, as the macro implements it.
pub trait Structured: Sized {
    /// The description.
    const INFO: &'static TypeInfo;
    /// What its values are for a property that holds one: `Kind::Entity` or `Kind::Complex`.
    const KIND: Kind;
    /// A value that nothing was read into.
    const VACANT: Self;
    /// Shows the places of all properties, in the order of the declaration.
    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot]));
    /// Shows the values of all properties, in the order of the declaration.
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot]));
}

/// A value of some structured type, without the type.
pub trait Object {
    /// The description of its type.
    fn info(&self) -> &'static TypeInfo;
    /// See [`Structured::slots`].
    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot]));
    /// See [`Structured::fields`].
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

#[diagnostic::do_not_recommend]
impl<T: Structured> Slot for T {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn set(&mut self, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
        Err(ValueErrorKind::Type)
    }

    fn open(&mut self) -> Open<'_> {
        Open::Object(self)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Structured> Edm for T {
    const KIND: Kind = T::KIND;
    const VACANT: Self = T::VACANT;
}

impl fmt::Debug for dyn Object + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}
