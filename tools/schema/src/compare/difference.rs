//! What a comparison finds.

use std::fmt;

use crate::declared::{Item, Position};
use crate::source::Source;

/// A difference between a declaration and the metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub kind: DifferenceKind,
    /// How much it matters.
    pub severity: Severity,
    /// The name of the item in Rust.
    pub item: String,
    /// The property, the parameter, the member or the type within the item, by its name on the wire.
    pub member: Option<String>,
    /// The version that it was compared with. `None` if it is not in any.
    pub version: Option<String>,
    /// What differs and how to mend it.
    pub message: String,
    /// The name that was probably meant.
    pub near: Option<String>,
    /// Where it is declared, if the declaration has a position.
    pub position: Option<Position>,
    /// Where the metadata states it.
    pub stated: Option<Source>,
}

/// How much a difference matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The metadata is often wrong about it.
    Advice,
    /// Requests fail, or values are not what they seem to be.
    Error,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// The metadata has no such type.
    UnknownType,
    /// The type is declared by another attribute.
    KindOfType,
    /// The type has no such property.
    UnknownProperty,
    /// The property, the parameter or the items have another type.
    Type,
    /// Only the service sets the property.
    ReadOnly,
    /// Only a create sets the property.
    CreateOnly,
    /// The property is the key, or is not.
    Key,
    /// The property is a relationship, or is not.
    Navigation,
    /// The property or its items may be null, or may not.
    Nullability,
    /// The enumeration has no such member.
    UnknownMember,
    /// The member has another number.
    MemberValue,
    /// The members are flags, or are not.
    Flags,
    /// The enumeration is evolvable.
    Evolvable,
    /// The type of a choice does not derive from the declared one.
    Choice,
    /// The address leads nowhere, or to something else.
    Address,
    /// The action or the function has no such parameter.
    UnknownParameter,
    /// The action or the function returns something else.
    Result,
    /// `differs` is given, but nothing differs.
    NeedlessOverride,
}

impl DifferenceKind {
    /// Returns the name for programs: `unknown-property`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownType => "unknown-type",
            Self::KindOfType => "kind-of-type",
            Self::UnknownProperty => "unknown-property",
            Self::Type => "type",
            Self::ReadOnly => "read-only",
            Self::CreateOnly => "create-only",
            Self::Key => "key",
            Self::Navigation => "navigation",
            Self::Nullability => "nullability",
            Self::UnknownMember => "unknown-member",
            Self::MemberValue => "member-value",
            Self::Flags => "flags",
            Self::Evolvable => "evolvable",
            Self::Choice => "choice",
            Self::Address => "address",
            Self::UnknownParameter => "unknown-parameter",
            Self::Result => "result",
            Self::NeedlessOverride => "needless-override",
        }
    }
}

impl Difference {
    pub(crate) fn new(
        kind: DifferenceKind,
        item: &Item,
        member: Option<&str>,
        position: Option<&Position>,
        message: String,
    ) -> Self {
        Self {
            kind,
            severity: Severity::Error,
            item: item.name.clone(),
            member: member.map(str::to_owned),
            version: None,
            message,
            near: None,
            position: position.cloned(),
            stated: None,
        }
    }

    pub(crate) fn with_near(mut self, near: Option<&str>) -> Self {
        self.near = near.map(str::to_owned);
        self
    }
}

/// Writes the item and the message: ``DeviceCategory: `microsoft.graph...` has no property `x` ``.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.item, self.message)
    }
}
