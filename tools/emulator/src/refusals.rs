//! Every refusal with Graph's wording, in one file for each part of Graph that refuses.
//!
//! Sources, in addition to those of each file: GitHub threads that quote the answer, named beside the
//! refusal.

mod body;
mod call;
mod directory;
mod gateway;
mod media;
mod query;
mod service;

pub(crate) use query::no_such_property;

use std::borrow::Cow;

use hyper::StatusCode;
use hyper::header::HeaderName;

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) style: Style,
    /// Whether the wording is this emulator's, since Graph's is not known.
    pub(crate) is_ours: bool,
    /// A further header: where to continue instead, or how many bytes there are.
    pub(crate) header: Option<Box<(HeaderName, String)>>,
}

/// How the envelope contains the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is: Graph's own gateway.
    Gateway,
    /// As it is, and again in the inner error: Intune's parser of bodies.
    Model,
    /// Inside a JSON text, with the ids and the URL: Intune's services.
    Service,
    /// As XML: the storage service that apps are uploaded to.
    Storage,
}

impl Refusal {
    fn gateway(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let code = code.into();
        Self { status, code, message: message.into(), style: Style::Gateway, is_ours: false, header: None }
    }

    fn model(message: String) -> Self {
        let (status, code) = (StatusCode::BAD_REQUEST, "ModelValidationFailure");
        let code = code.into();
        Self { status, code, message, style: Style::Model, is_ours: false, header: None }
    }

    /// Marks the wording as this emulator's.
    fn ours(self) -> Self {
        Self { is_ours: true, ..self }
    }
}
