//! Enumeration types, and sets of their members if they are flags.

use core::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::composite::Form;
use super::{Edm, EnumInfo, Kind, Open, Scalar, Slot, ValueErrorKind, View};

/// An enumeration type. Implemented by `#[graph_enum]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enumeration type of Microsoft Graph",
    note = "annotate the enum with `#[graph_enum]`"
)]
pub trait EnumType: Sized {
    /// The description: the name and the members.
    const INFO: &'static EnumInfo;
    /// The value that the reader starts from.
    #[doc(hidden)]
    const VACANT: Self;
    /// Returns the member's name on the wire.
    fn name(&self) -> &str;
    /// The member with this name. An unknown name is kept.
    fn from_name(name: &str) -> Self;
}

/// The form of enumerations of which a value is one member.
#[doc(hidden)]
pub struct MemberType(());

impl<E: EnumType> Form<E> for MemberType {
    const KIND: Kind = Kind::Enum(E::INFO);
    const VACANT: E = E::VACANT;
    const TYPE_NAME: &'static str = E::INFO.name();

    #[inline]
    fn assign(value: &mut E, scalar: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Str(name) = scalar else { return Err(ValueErrorKind::Type) };
        *value = E::from_name(name);
        Ok(())
    }

    #[inline]
    fn open(_: &mut E) -> Open<'_> {
        Open::Closed
    }

    // Nearly every enumeration is in an `Option`, and every program compiles this for each: nothing is made first
    // and replaced then.
    #[inline]
    fn assign_some(option: &mut Option<E>, scalar: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Str(name) = scalar else { return Err(ValueErrorKind::Type) };
        *option = Some(E::from_name(name));
        Ok(())
    }

    #[inline]
    fn open_some(_: &mut Option<E>) -> Open<'_> {
        Open::Closed
    }

    #[inline]
    fn view(value: &E) -> View<'_> {
        View::Str(value.name())
    }
}

/// The form of flags enumerations. Values of such a type are in a [`Flags`]. The type itself is a property
/// type only so that [`PropertyInfo::value`](super::PropertyInfo::value) can report it.
#[doc(hidden)]
pub struct FlagType(());

/// Describes a flags enumeration that is used without [`Flags`].
static LONE_FLAG: EnumInfo =
    EnumInfo { name: "", members: &[], is_flags: true, is_evolvable: false, differs: false };
/// Describes the [`Flags`] of an enumeration that is not a flags enumeration.
static NO_FLAGS: EnumInfo =
    EnumInfo { name: "", members: &[], is_flags: false, is_evolvable: false, differs: false };

impl<E: EnumType> Form<E> for FlagType {
    const KIND: Kind = Kind::Enum(&LONE_FLAG);
    const VACANT: E = panic!("the members of the enumeration are flags: write `Flags<...>` around it");
    const TYPE_NAME: &'static str = E::INFO.name();

    fn vacant() -> E {
        E::from_name("")
    }

    fn open(_: &mut E) -> Open<'_> {
        Open::Closed
    }

    fn view(value: &E) -> View<'_> {
        View::Str(value.name())
    }
}

/// A set of members of a flags enumeration: `"a,b"` on the wire, in the order received. Unknown members are
/// kept.
///
/// An empty set is written as the member with the number zero (`#[graph(value = 0)]`). If the enumeration has
/// no such member, an empty set has no wire form and is refused before sending.
///
/// ```
/// use graph_entity::{Flags, graph_enum};
///
/// #[graph_enum(flags)]
/// #[derive(Debug, Clone, PartialEq)]
/// enum Weekdays {
///     Monday,
///     Tuesday,
///     #[graph(unrecognized)]
///     Other(String),
/// }
///
/// let days: Flags<Weekdays> = serde_json::from_str(r#""tuesday,monday""#)?;
/// assert!(days.contains(&Weekdays::Monday));
/// assert_eq!(days, Flags::from([Weekdays::Monday, Weekdays::Tuesday]));
/// assert_eq!(days.to_string(), "tuesday,monday");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Source: OData CSDL 4.01, "Flags Enumeration Type"; OData JSON Format 4.01, "Primitive Value".
#[derive(Clone)]
pub struct Flags<E>(Vec<E>);

impl<E: EnumType> Flags<E> {
    /// Returns a set without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns whether a member is in the set.
    pub fn contains(&self, member: &E) -> bool {
        self.0.iter().any(|known| known.name() == member.name())
    }

    /// Adds a member. Returns whether it was not in the set before.
    pub fn insert(&mut self, member: E) -> bool {
        let is_new = !self.contains(&member);
        if is_new {
            self.0.push(member);
        }
        is_new
    }

    /// Removes a member. Returns whether it was in the set.
    pub fn remove(&mut self, member: &E) -> bool {
        let before = self.0.len();
        self.0.retain(|known| known.name() != member.name());
        self.0.len() < before
    }

    /// The members in the order they were received.
    pub fn iter(&self) -> impl Iterator<Item = &E> {
        self.0.iter()
    }

    /// Returns the number of members in the set.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the set has no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<E: EnumType> Default for Flags<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: EnumType> From<E> for Flags<E> {
    fn from(member: E) -> Self {
        Self(vec![member])
    }
}

impl<E: EnumType, const N: usize> From<[E; N]> for Flags<E> {
    fn from(members: [E; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<E: EnumType> FromIterator<E> for Flags<E> {
    fn from_iter<I: IntoIterator<Item = E>>(members: I) -> Self {
        let mut set = Self::new();
        set.extend(members);
        set
    }
}

impl<E: EnumType> Extend<E> for Flags<E> {
    fn extend<I: IntoIterator<Item = E>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

/// Sets are equal if they have the same members, in any order.
impl<E: EnumType> PartialEq for Flags<E> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|member| other.contains(member))
    }
}

impl<E: EnumType> Eq for Flags<E> {}

impl<E: EnumType> fmt::Debug for Flags<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(EnumType::name)).finish()
    }
}

/// The wire form.
impl<E: EnumType> fmt::Display for Flags<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, member) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            f.write_str(member.name())?;
        }
        Ok(())
    }
}

impl<E: EnumType> Edm for Flags<E> {
    const KIND: Kind = Kind::Enum(if E::INFO.is_flags() { E::INFO } else { &NO_FLAGS });
    const VACANT: Self = Self::new();
    const TYPE_NAME: &'static str = E::INFO.name();
}

impl<E: EnumType> Slot for Flags<E> {
    fn kind(&self) -> Kind {
        <Self as Edm>::KIND
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Str(names) = value else { return Err(ValueErrorKind::Type) };
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        *self = names.map(E::from_name).collect();
        Ok(())
    }

    fn view(&self) -> View<'_> {
        match (self.is_empty(), E::INFO.zero()) {
            (false, _) => View::Text(self),
            (true, Some(zero)) => View::Str(zero),
            (true, None) => View::NoFlags,
        }
    }
}

impl<E: EnumType> Serialize for Flags<E> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        super::write::serialize(self, writer)
    }
}

impl<'de, E: EnumType> Deserialize<'de> for Flags<E> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        super::read::deserialize(reader)
    }
}
