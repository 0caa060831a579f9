//! Why a value does not become a patch.

use core::fmt;

use crate::base::InvalidRequest;

/// Everything that keeps a value from becoming a patch: each fault, not the first alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchError {
    entity: &'static str,
    faults: Vec<PatchFault>,
}

impl PatchError {
    pub(super) fn unless_clean(entity: &'static str, faults: Vec<PatchFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self { entity, faults }) }
    }

    /// The faults, in the order of the properties they were found at.
    pub fn faults(&self) -> &[PatchFault] {
        &self.faults
    }
}

/// One reason why a value does not become a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatchFault {
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
    Refused(InvalidRequest),
}

impl fmt::Display for PatchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatchFault::NotAnObject => f.write_str("it is no JSON object"),
            PatchFault::OtherType { found } => write!(f, "its `@odata.type` is {found:?}"),
            PatchFault::Unknown { property } => write!(f, "there is no property {property:?}"),
            PatchFault::ReadOnly { property } => write!(f, "property `{property}` is read-only"),
            PatchFault::CreateOnly { property } => write!(f, "property `{property}` is set on create alone"),
            PatchFault::Navigation { property } => write!(f, "`{property}` is a navigation property"),
            PatchFault::NotNull { property } => write!(f, "property `{property}` is never null"),
            PatchFault::WrongType { property, message } => write!(f, "property `{property}`: {message}"),
            PatchFault::Refused(fault) => fault.fmt(f),
        }
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no patch of {}: ", self.entity)?;
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for PatchError {}
