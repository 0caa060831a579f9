//! Codes, messages and targets beside an error's own.

use super::members::{Members, items, text};

/// One of the error's details, or one of its inner errors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Graph's code, such as `BadRequest`. Empty if there is none.
    pub code: String,
    /// Graph's message, for developers. Empty if there is none.
    pub message: String,
    /// What the error is about, such as a property. `None` if Graph does not say it.
    pub target: Option<String>,
}

/// The details in the member with this name.
pub(super) fn details(error: &Members<'_>, name: &str) -> Vec<ErrorDetail> {
    error.json(name).and_then(items).unwrap_or_default().into_iter().map(detail).collect()
}

/// Intune calls the code `ErrorCode` in the error inside its message.
fn detail(json: &str) -> ErrorDetail {
    let Some(object) = Members::in_any_case(json, &["code", "ErrorCode", "message", "target"]) else {
        return ErrorDetail { code: String::new(), message: text(json).unwrap_or_default(), target: None };
    };
    ErrorDetail {
        code: object.text("code").or_else(|| object.text("ErrorCode")).unwrap_or_default(),
        message: object.text("message").unwrap_or_default(),
        target: object.text("target"),
    }
}
