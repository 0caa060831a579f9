//! What a property is on the wire, as data.

use core::fmt;

use super::TypeInfo;

/// The OData type of a property. Types that may refer to themselves stand behind a function, so that a
/// recursive type is still a constant.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// `Edm.String`.
    String,
    /// `Edm.Boolean`.
    Boolean,
    /// `Edm.Byte`, 0 to 255.
    Byte,
    /// `Edm.Int16`.
    Int16,
    /// `Edm.Int32`.
    Int32,
    /// `Edm.Int64`, a JSON number; read as text too.
    Int64,
    /// `Edm.Single`.
    Single,
    /// `Edm.Double`; NaN and the infinities are text.
    Double,
    /// `Edm.Decimal`, kept as the digits it came in.
    Decimal,
    /// `Edm.Guid`.
    Guid,
    /// `Edm.Date`.
    Date,
    /// `Edm.DateTimeOffset`.
    DateTimeOffset,
    /// `Edm.TimeOfDay`.
    TimeOfDay,
    /// `Edm.Duration`, ISO 8601 days to seconds.
    Duration,
    /// `Edm.Binary`, base64 text.
    Binary,
    /// Any JSON value, kept whole (`Edm.Untyped`).
    Untyped,
    /// An enumeration type, or a set of its members where they are flags.
    Enum(&'static EnumInfo),
    /// A complex type.
    Complex(fn() -> &'static TypeInfo),
    /// An entity type, of a navigation property.
    Entity(fn() -> &'static TypeInfo),
    /// A value of one of several types that derive from a declared one.
    OneOf(fn() -> &'static OneOfInfo),
    /// `Collection(...)` of another kind.
    Collection(&'static Kind),
}

/// An enumeration type: its name and its members.
#[derive(Debug, Clone, Copy)]
pub struct EnumInfo {
    /// Qualified name, `microsoft.graph.runState`.
    pub name: &'static str,
    /// The members this build knows, in the order they were declared.
    pub members: &'static [EnumMember],
    /// Whether a value is a set of members, `a,b` on the wire.
    pub is_flags: bool,
    /// Whether Graph hides later members behind `unknownFutureValue` from clients that do not ask for them.
    pub is_evolvable: bool,
}

/// Polymorphic values: the declared type and those that derive from it and are known to this build.
#[derive(Debug, Clone, Copy)]
pub struct OneOfInfo {
    /// Qualified name of the declared type, `microsoft.graph.deviceConfiguration`.
    pub name: &'static str,
    /// The types known, each behind a function, since they may hold the declared one.
    pub types: &'static [fn() -> &'static TypeInfo],
}

impl OneOfInfo {
    /// Which of the types has a name, given with or without the `#` of `@odata.type`. A value without the annotation
    /// is of the declared type.
    pub fn find(&self, name: Option<&str>) -> Option<usize> {
        let name = name.map_or(self.name, |name| name.strip_prefix('#').unwrap_or(name));
        self.types.iter().position(|info| info().name == name)
    }
}

/// One member of an enumeration type.
#[derive(Debug, Clone, Copy)]
pub struct EnumMember {
    /// The name on the wire.
    pub name: &'static str,
    /// The number that metadata gives it; it never travels. Zero is what an empty set of flags is written as.
    pub value: Option<i64>,
}

impl EnumInfo {
    /// The member that stands for no flag at all, if the enumeration has one.
    pub fn zero(&self) -> Option<&'static str> {
        self.members.iter().find(|member| member.value == Some(0)).map(|member| member.name)
    }
}

impl Kind {
    /// The item kind of a collection, the kind itself otherwise.
    #[must_use]
    pub fn item(self) -> Kind {
        if let Kind::Collection(item) = self { *item } else { self }
    }

    /// Whether the kind is a collection. A collection is never null: clearing one sends `[]`.
    pub const fn is_collection(self) -> bool {
        matches!(self, Kind::Collection(_))
    }
}

/// The OData name: `Edm.String`, `microsoft.graph.runState`, `Collection(Edm.Int32)`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Kind::String => "Edm.String",
            Kind::Boolean => "Edm.Boolean",
            Kind::Byte => "Edm.Byte",
            Kind::Int16 => "Edm.Int16",
            Kind::Int32 => "Edm.Int32",
            Kind::Int64 => "Edm.Int64",
            Kind::Single => "Edm.Single",
            Kind::Double => "Edm.Double",
            Kind::Decimal => "Edm.Decimal",
            Kind::Guid => "Edm.Guid",
            Kind::Date => "Edm.Date",
            Kind::DateTimeOffset => "Edm.DateTimeOffset",
            Kind::TimeOfDay => "Edm.TimeOfDay",
            Kind::Duration => "Edm.Duration",
            Kind::Binary => "Edm.Binary",
            Kind::Untyped => "Edm.Untyped",
            Kind::Enum(info) => info.name,
            Kind::Complex(info) | Kind::Entity(info) => info().name,
            Kind::OneOf(info) => info().name,
            Kind::Collection(item) => return write!(f, "Collection({item})"),
        };
        f.write_str(name)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
