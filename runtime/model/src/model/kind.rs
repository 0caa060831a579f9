//! OData types as data.

use core::fmt;

use super::TypeInfo;

/// Generates [`Kind`] from one row for each primitive type: its variant, its OData name, an example if its
/// values are texts with a form of their own and, for an integer, its bounds.
macro_rules! kinds {
    ($($(#[$docs:meta])+ $kind:ident = $name:literal $(like $example:literal)? $(, $integer:ty)?;)+) => {
        /// The OData type of a property, and the Rust type of its field. A type that may contain itself is
        /// given as a function, so that a recursive type is still a constant.
        ///
        /// A field has one of these types, or an `Option` of it if a reply may leave the property out or send
        /// null.
        #[derive(Clone, Copy)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$docs])+ $kind,)+
            /// An enumeration type: an enum with `#[graph_enum]`, or `Flags` of one if its members are flags.
            Enum(&'static EnumInfo),
            /// A complex type: a struct with `#[graph_complex]`.
            Complex(fn() -> &'static TypeInfo),
            /// An entity type, in a navigation property: a struct with `#[graph_entity]`.
            Entity(fn() -> &'static TypeInfo),
            /// A value of one of several types that derive from a declared one: an enum with
            /// `#[graph_one_of]`.
            OneOf(&'static OneOfInfo),
            /// `Collection(...)` of another kind: a `Vec`.
            Collection(&'static Kind),
        }

        impl Kind {
            /// The primitive types, which OData itself defines.
            pub const PRIMITIVES: &'static [Kind] = &[$(Kind::$kind),+];

            /// The name of a type that OData itself defines. `None` for any other.
            pub const fn edm_name(self) -> Option<&'static str> {
                match self {
                    $(Kind::$kind => Some($name),)+
                    _ => None,
                }
            }

            /// A text of a type whose values have a form of their own. `None` for any other type.
            pub(crate) const fn example(self) -> Option<&'static str> {
                match self {
                    $($(Kind::$kind => Some($example),)?)+
                    _ => None,
                }
            }

            /// The smallest and the greatest value of an integer type. `None` for any other type.
            pub const fn integer_bounds(self) -> Option<(i64, i64)> {
                match self {
                    $($(Kind::$kind => Some((<$integer>::MIN as i64, <$integer>::MAX as i64)),)?)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// `Edm.String`: a `String`.
    String = "Edm.String";
    /// `Edm.Boolean`: a `bool`.
    Boolean = "Edm.Boolean";
    /// `Edm.Byte`: a `u8`.
    Byte = "Edm.Byte", u8;
    /// `Edm.SByte`: an `i8`.
    SByte = "Edm.SByte", i8;
    /// `Edm.Int16`: an `i16`.
    Int16 = "Edm.Int16", i16;
    /// `Edm.Int32`: an `i32`.
    Int32 = "Edm.Int32", i32;
    /// `Edm.Int64`: an `i64`. A JSON number; read as text too.
    Int64 = "Edm.Int64", i64;
    /// `Edm.Single`: an `f32`.
    Single = "Edm.Single";
    /// `Edm.Double`: an `f64`. NaN and the infinities are text.
    Double = "Edm.Double";
    /// `Edm.Decimal`: a [`Decimal`](super::Decimal), which keeps the digits it came in.
    Decimal = "Edm.Decimal" like "12.50";
    /// `Edm.Guid`: a `uuid::Uuid`.
    Guid = "Edm.Guid";
    /// `Edm.Date`: a [`Date`](super::Date), or a `time::Date`.
    Date = "Edm.Date" like "2016-12-31";
    /// `Edm.DateTimeOffset`: a [`DateTimeOffset`](super::DateTimeOffset), or a `time::OffsetDateTime`.
    DateTimeOffset = "Edm.DateTimeOffset" like "2017-01-01T00:02:58.4418045-08:00";
    /// `Edm.TimeOfDay`: a [`TimeOfDay`](super::TimeOfDay), or a `time::Time`.
    TimeOfDay = "Edm.TimeOfDay" like "12:00:05.5020000";
    /// `Edm.Duration`: a [`Duration`](super::Duration), ISO 8601 days to seconds.
    Duration = "Edm.Duration" like "P1DT2H3M4.5S";
    /// `Edm.Binary`: a [`Binary`](super::Binary), base64 text.
    Binary = "Edm.Binary" like "AQIDBA==";
    /// `Edm.Untyped`: a `serde_json::Value`, any JSON kept whole.
    Untyped = "Edm.Untyped";
}

/// An enumeration type: its name and its members.
#[derive(Debug, Clone, Copy)]
pub struct EnumInfo {
    // The macro writes these fields: see `PropertyInfo`.
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub members: &'static [EnumMember],
    #[doc(hidden)]
    pub is_flags: bool,
    #[doc(hidden)]
    pub is_evolvable: bool,
    #[doc(hidden)]
    pub differs: bool,
}

/// A polymorphic value: the declared type, and the types derived from it that this build knows.
#[derive(Debug, Clone, Copy)]
pub struct OneOfInfo {
    name: &'static str,
    /// The kind of each type: an entity or a complex type.
    types: &'static [Kind],
    differs: bool,
}

impl OneOfInfo {
    /// A choice of types, as the macro constructs it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, types: &'static [Kind]) -> Self {
        Self { name, types, differs: false }
    }

    /// The same choice, deliberately not as the metadata has it.
    #[doc(hidden)]
    #[must_use]
    pub const fn differing(mut self) -> Self {
        self.differs = true;
        self
    }

    /// Whether the choice or one of its types is deliberately not as the metadata has it: `differs = "..."`.
    pub const fn differs(&self) -> bool {
        self.differs
    }

    /// The qualified name of the declared type, `microsoft.graph.deviceConfiguration`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The kind of each known type: an entity or a complex type.
    pub const fn kinds(&self) -> &'static [Kind] {
        self.types
    }

    /// Returns the types that the enumeration declares.
    pub fn types(&self) -> impl Iterator<Item = &'static TypeInfo> + use<> {
        self.types.iter().filter_map(|kind| kind.structure())
    }

    /// The index of the type with this name, given with or without the `#` of `@odata.type`. A name of
    /// `None` is that of a value without the annotation, which is of the declared type.
    pub fn find(&self, name: Option<&str>) -> Option<usize> {
        self.types().position(|info| info.is_named(name.unwrap_or(self.name)))
    }
}

/// The description of one member of an enumeration type.
#[derive(Debug, Clone, Copy)]
pub struct EnumMember {
    // The macro writes these fields: see `PropertyInfo`.
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub value: Option<i64>,
    #[doc(hidden)]
    pub differs: bool,
}

impl EnumMember {
    /// Whether the member is deliberately not as the metadata has it: `differs = "..."`.
    pub const fn differs(&self) -> bool {
        self.differs
    }

    /// Returns the member's name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The number in the metadata. It is never sent. An empty set of flags is written as the member with
    /// number zero.
    pub const fn value(&self) -> Option<i64> {
        self.value
    }
}

impl EnumInfo {
    /// Whether the enumeration is deliberately not as the metadata has it: `differs = "..."`.
    pub const fn differs(&self) -> bool {
        self.differs
    }

    /// The qualified name, `microsoft.graph.runState`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The members that this build knows, in the order of the declaration.
    pub const fn members(&self) -> &'static [EnumMember] {
        self.members
    }

    /// Whether a value is a set of members, `a,b` on the wire.
    pub const fn is_flags(&self) -> bool {
        self.is_flags
    }

    /// Whether Graph sends `unknownFutureValue` instead of later members to clients that do not ask for them.
    pub const fn is_evolvable(&self) -> bool {
        self.is_evolvable
    }

    /// Whether a name is the sentinel of an evolvable enumeration, which Graph sends instead of members that
    /// the client did not ask for. Some published enumerations capitalise it.
    ///
    /// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
    pub(crate) fn is_sentinel(name: &str) -> bool {
        const SENTINEL: &str = "unknownFutureValue";
        // Most members are shorter, and every patch asks.
        name.len() >= SENTINEL.len() && name.trim().eq_ignore_ascii_case(SENTINEL)
    }

    /// The member that represents no flags, if the enumeration has one.
    pub fn zero(&self) -> Option<&'static str> {
        self.members.iter().find(|member| member.value == Some(0)).map(|member| member.name)
    }
}

/// Fails the build if a type is not the expected one, whose name is that of the items of a collection. The
/// macro compares the types whose names tell what they are, and leaves the others to this function.
///
/// # Panics
/// If the type is another one: the macro's output calls this in a constant.
#[track_caller]
pub const fn assert_type(
    name: &str,
    kind: &Kind,
    expected: &str,
    is_collection: bool,
    message: &'static str,
) {
    assert!(is_same(name, expected) && kind.is_collection() == is_collection, "{}", message);
}

/// Asserts that a type is one of those that a lock has, at compile time. Emitted code is the only caller.
///
/// # Panics
/// It is none of them.
#[doc(hidden)]
#[track_caller]
pub const fn assert_any_type(name: &str, expected: &[&str], message: &'static str) {
    let mut at = 0;
    while at < expected.len() {
        if is_same(name, expected[at]) {
            return;
        }
        at += 1;
    }
    panic!("{}", message);
}

/// Whether two texts are the same: `==` is not for constants.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

impl Kind {
    /// The qualified name of the type, or that of a collection's items. Empty for a structured type, whose
    /// description a constant cannot ask for: see [`Edm::TYPE_NAME`](super::Edm::TYPE_NAME).
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Kind::Enum(info) => info.name,
            Kind::OneOf(info) => info.name,
            Kind::Collection(item) => item.type_name(),
            Kind::Complex(_) | Kind::Entity(_) => "",
            primitive => match primitive.edm_name() {
                Some(name) => name,
                None => "",
            },
        }
    }

    /// The kind of a collection's items. Any other kind is returned unchanged.
    #[must_use]
    pub fn item(self) -> Kind {
        if let Kind::Collection(item) = self { *item } else { self }
    }

    /// The description of an entity or a complex type.
    pub(crate) fn structure(self) -> Option<&'static TypeInfo> {
        if let Kind::Complex(info) | Kind::Entity(info) = self { Some(info()) } else { None }
    }

    /// Whether the kind is an evolvable enumeration, or the items of a collection are. `None` for a structured
    /// type, whose properties decide.
    pub(crate) const fn evolvable(&self) -> Option<bool> {
        match self {
            Kind::Enum(info) => Some(info.is_evolvable),
            Kind::Complex(_) | Kind::Entity(_) | Kind::OneOf(_) => None,
            Kind::Collection(item) => item.evolvable(),
            _ => Some(false),
        }
    }

    /// Whether values of the kind are entities, or items of a collection are.
    pub(crate) const fn is_of_entities(&self) -> bool {
        match self {
            Kind::Entity(_) => true,
            Kind::OneOf(info) => {
                let mut types = info.types;
                while let [first, rest @ ..] = types {
                    if first.is_of_entities() {
                        return true;
                    }
                    types = rest;
                }
                false
            }
            Kind::Collection(item) => item.is_of_entities(),
            _ => false,
        }
    }

    /// The same, or the kind does not tell: any JSON, or a choice without a known type.
    pub(crate) const fn may_be_of_entities(&self) -> bool {
        match self {
            Kind::Untyped => true,
            Kind::OneOf(info) => info.types.is_empty() || self.is_of_entities(),
            Kind::Collection(item) => item.may_be_of_entities(),
            _ => self.is_of_entities(),
        }
    }

    /// Whether the kind is one that OData allows for a key.
    ///
    /// Source: OData CSDL 4.01, "Key".
    pub(crate) const fn may_be_key(self) -> bool {
        match self {
            Kind::Single | Kind::Double | Kind::Binary | Kind::Untyped => false,
            Kind::Enum(_) => true,
            _ => self.edm_name().is_some(),
        }
    }

    /// Panics for a flags enumeration without [`Flags`](super::Flags), and for the `Flags` of another
    /// enumeration. Both are described without a name. Fails the build where a constant is evaluated.
    #[track_caller]
    pub(crate) const fn refuse_misused_flags(&self) {
        match self {
            Kind::Enum(info) if info.name.is_empty() && info.is_flags => panic!(
                "the members of the enumeration are flags, and a value is a set of them: write `Flags<...>` around it"
            ),
            Kind::Enum(info) if info.name.is_empty() => panic!(
                "the members of the enumeration are not flags: leave out the `Flags`, or mark the enum `#[graph_enum(flags)]`"
            ),
            Kind::Collection(item) => item.refuse_misused_flags(),
            _ => {}
        }
    }

    /// Whether the kind is a number, a Guid, a date, a time or a duration, so that an empty text is never a
    /// value of it.
    pub(crate) const fn is_never_empty(self) -> bool {
        let may_be_empty = matches!(self, Kind::String | Kind::Binary | Kind::Boolean | Kind::Untyped);
        self.edm_name().is_some() && !may_be_empty
    }

    /// Whether the kind is a collection. A collection is never null; clearing one sends `[]`.
    pub const fn is_collection(self) -> bool {
        matches!(self, Kind::Collection(_))
    }
}

/// The name of the key of an entity: `id`, unless the declaration marks another.
pub fn key_name(kind: Kind) -> &'static str {
    let info = match kind {
        Kind::OneOf(info) => info.types().next(),
        kind => kind.structure(),
    };
    let key = info.and_then(|info| info.properties.iter().find(|property| property.is_key()));
    key.map_or("id", |property| property.name)
}

/// The OData name: `Edm.String`, `microsoft.graph.runState`, `Collection(Edm.Int32)`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Enum(info) => f.write_str(info.name),
            Kind::Complex(info) | Kind::Entity(info) => f.write_str(info().name),
            Kind::OneOf(info) => f.write_str(info.name),
            Kind::Collection(item) => write!(f, "Collection({item})"),
            primitive => f.write_str(primitive.edm_name().unwrap_or_default()),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
