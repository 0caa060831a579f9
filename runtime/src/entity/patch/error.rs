//! Why a value does not become a patch.

use core::fmt;

use crate::base::InvalidRequestError;

/// Everything that keeps a value from becoming a patch: each fault, not the first alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchError {
    entity: &'static str,
    kinds: Vec<PatchErrorKind>,
}

impl PatchError {
    pub(super) fn from_kinds(entity: &'static str, kinds: Vec<PatchErrorKind>) -> Result<(), Self> {
        if kinds.is_empty() { Ok(()) } else { Err(Self { entity, kinds }) }
    }

    /// The faults, in the order of the properties they were found at.
    pub fn kinds(&self) -> &[PatchErrorKind] {
        &self.kinds
    }
}

/// One reason why a value does not become a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatchErrorKind {
    /// The JSON is no object.
    NotAnObject,
    /// The JSON says another type than the entity's.
    OtherType {
        /// The `@odata.type` found.
        found: String,
    },
    /// The entity has no such property.
    Unknown {
        /// The name found.
        property: String,
    },
    /// The service sets the property.
    ReadOnly {
        /// Its wire name, with the way to it where it is nested.
        property: String,
    },
    /// The property is set on create alone.
    CreateOnly {
        /// Its wire name.
        property: &'static str,
    },
    /// The property is a related entity, which has requests of its own.
    Navigation {
        /// Its wire name.
        property: &'static str,
    },
    /// The property is never null.
    NotNull {
        /// Its wire name.
        property: &'static str,
    },
    /// The value is not of the property's type.
    WrongType {
        /// The way to the value, from the property on.
        property: String,
        /// What was expected and what was found.
        message: String,
    },
    /// The value is one that Graph must not receive.
    Refused(InvalidRequestError),
}

impl fmt::Display for PatchErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatchErrorKind::NotAnObject => f.write_str("it is no JSON object"),
            PatchErrorKind::OtherType { found } => write!(f, "its `@odata.type` is {found:?}"),
            PatchErrorKind::Unknown { property } => write!(f, "there is no property {property:?}"),
            PatchErrorKind::ReadOnly { property } => write!(f, "property `{property}` is read-only"),
            PatchErrorKind::CreateOnly { property } => {
                write!(f, "property `{property}` is set on create alone")
            }
            PatchErrorKind::Navigation { property } => write!(f, "`{property}` is a navigation property"),
            PatchErrorKind::NotNull { property } => write!(f, "property `{property}` is never null"),
            PatchErrorKind::WrongType { property, message } => write!(f, "property `{property}`: {message}"),
            PatchErrorKind::Refused(kind) => kind.fmt(f),
        }
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no patch of {}: ", self.entity)?;
        for (at, kind) in self.kinds.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            kind.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for PatchError {}
