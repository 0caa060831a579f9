//! Every refusal, with Graph's words for it, in a file for each part of Graph that refuses.
//!
//! Sources, besides `graph-behaviour`'s: threads on GitHub that quote the answer, named where they are used.

mod body;
mod gateway;
mod query;
mod service;

pub(crate) use query::no_such_property;

use hyper::StatusCode;

/// An error answer: what happened, in whose words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) style: Style,
    /// Whether the words are this emulator's, as Graph's are not known.
    pub(crate) is_ours: bool,
    /// Where to go on instead.
    pub(crate) location: Option<String>,
}

/// How the envelope carries the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is: Graph's own gateway.
    Gateway,
    /// As it is, and once more in the inner error: Intune's reader of bodies.
    Model,
    /// Inside a JSON text, with the ids and the address: Intune's services.
    Service,
}

impl Refusal {
    fn gateway(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), style: Style::Gateway, is_ours: false, location: None }
    }

    fn model(message: String) -> Self {
        let (status, code) = (StatusCode::BAD_REQUEST, "ModelValidationFailure");
        Self { status, code, message, style: Style::Model, is_ours: false, location: None }
    }

    /// Marks the words as this emulator's.
    fn ours(self) -> Self {
        Self { is_ours: true, ..self }
    }
}
