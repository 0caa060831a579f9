//! Why a value cannot be converted to a patch.

use core::fmt;

use crate::base::{InvalidRequestError, prepend_step};

/// Every reason why a value cannot be converted to a patch, not only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchError {
    entity: &'static str,
    kinds: Vec<PatchErrorKind>,
}

impl PatchError {
    pub(super) fn from_kinds(entity: &'static str, kinds: Vec<PatchErrorKind>) -> Result<(), Self> {
        if kinds.is_empty() { Ok(()) } else { Err(Self { entity, kinds }) }
    }

    /// The reasons, in the order in which the properties were found.
    pub fn kinds(&self) -> &[PatchErrorKind] {
        &self.kinds
    }
}

/// One reason why a value cannot be converted to a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatchErrorKind {
    /// The JSON is another value than an object.
    NotAnObject,
    /// The JSON names another type than the entity's.
    OtherType {
        /// The `@odata.type` that the JSON has.
        found: String,
    },
    /// The entity declares no property of this name.
    Unknown {
        /// The name as the JSON has it.
        property: String,
    },
    /// The property is set by the service only.
    ReadOnly {
        /// The wire name, with its path if it is nested.
        property: String,
    },
    /// The property can be set only on create, and this is an update.
    CreateOnly {
        /// The wire name, with its path if it is nested.
        property: String,
    },
    /// The property is a related entity, which has requests of its own.
    Navigation {
        /// The wire name, with its path if it is nested.
        property: String,
    },
    /// The property is never null, and the JSON has null.
    NotNull {
        /// The wire name, with its path if it is nested.
        property: String,
    },
    /// The value is not of the property's type.
    WrongType {
        /// The path to the value, starting with the property.
        property: String,
        /// What was expected and what was found, without the value.
        message: String,
    },
    /// The value must not be sent to Graph, such as a masked secret.
    Refused(InvalidRequestError),
}

impl PatchErrorKind {
    /// The error of a value inside another one: prepends a step, which is a property or an index in brackets,
    /// to the path.
    #[must_use]
    pub(super) fn within(mut self, step: &str) -> Self {
        match &mut self {
            PatchErrorKind::NotAnObject | PatchErrorKind::OtherType { .. } => {
                let message = self.to_string();
                return PatchErrorKind::WrongType { property: step.to_owned(), message };
            }
            PatchErrorKind::Refused(error) => return PatchErrorKind::Refused(error.clone().within(step)),
            PatchErrorKind::Unknown { property }
            | PatchErrorKind::ReadOnly { property }
            | PatchErrorKind::CreateOnly { property }
            | PatchErrorKind::Navigation { property }
            | PatchErrorKind::NotNull { property }
            | PatchErrorKind::WrongType { property, .. } => {
                prepend_step(property, step);
            }
        }
        self
    }
}

impl fmt::Display for PatchErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatchErrorKind::NotAnObject => f.write_str("it is not a JSON object"),
            PatchErrorKind::OtherType { found } => write!(f, "its `@odata.type` is {found:?}"),
            PatchErrorKind::Unknown { property } => write!(f, "there is no property {property:?}"),
            PatchErrorKind::ReadOnly { property } => write!(f, "property `{property}` is read-only"),
            PatchErrorKind::CreateOnly { property } => {
                write!(f, "property `{property}` is set only on create")
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
        write!(f, "this is not a patch of {}: ", self.entity)?;
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
