//! Why a request of a batch has no answer of its own.

use core::fmt;
use std::error::Error as StdError;
use std::sync::Arc;

use super::{Error, ErrorKind};
use crate::base::{Call, OneLine};

/// A request of a batch that has no answer of its own.
///
/// Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching", "Processing the JSON batch
/// response".
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchError {
    /// The request, with its own attempts and waits.
    pub call: Call,
    /// What is wrong with the reply.
    pub kind: BatchErrorKind,
}

/// What happened to a request of a batch in place of an answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum BatchErrorKind {
    /// The request of the whole batch failed with this error.
    BatchFailed(Arc<Error>),
    /// The answer of the batch contains no reply to this request.
    Missing,
    /// The answer of the batch contains more than one reply, so none can be trusted.
    Duplicate,
    /// The reply to the request has no status.
    NoStatus,
    /// A request that this one depends on failed, so this one was not carried out.
    Dependency,
}

impl BatchError {
    /// The error of the whole batch, if that is what happened.
    pub fn batch_error(&self) -> Option<&Error> {
        match &self.kind {
            BatchErrorKind::BatchFailed(error) => Some(error),
            _ => None,
        }
    }

    pub(super) fn error_kind(&self) -> ErrorKind {
        match &self.kind {
            BatchErrorKind::BatchFailed(error) => error.kind(),
            BatchErrorKind::Missing => ErrorKind::MissingReply,
            BatchErrorKind::Duplicate => ErrorKind::DuplicateReply,
            BatchErrorKind::NoStatus => ErrorKind::WrongType,
            BatchErrorKind::Dependency => ErrorKind::FailedDependency,
        }
    }
}

impl From<BatchError> for Error {
    fn from(failure: BatchError) -> Self {
        Error::Batch(Box::new(failure))
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, kind } = self;
        let mut line = OneLine::new(f);
        match kind {
            BatchErrorKind::BatchFailed(error) => {
                line.write(format_args!("the batch with {call} failed: {error}"))?;
            }
            BatchErrorKind::Missing => {
                line.write(format_args!("the batch's answer holds no reply to {call}"))?;
            }
            BatchErrorKind::Duplicate => {
                line.write(format_args!("the batch's answer holds more than one reply to {call}"))?;
            }
            BatchErrorKind::NoStatus => {
                line.write(format_args!("the batch's answer holds a reply to {call} that has no status"))?;
            }
            BatchErrorKind::Dependency => {
                line.write(format_args!(
                    "{call} was not carried out: the request that it depends on has failed"
                ))?;
            }
        }
        line.history(call, None)?;
        let shows_ids = self.batch_error().is_some() || call.client_request_id.is_empty();
        if shows_ids { Ok(()) } else { line.ids(None, Some(&call.client_request_id)) }
    }
}

impl StdError for BatchError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The failure of the whole is shown, so its cause is the cause.
        self.batch_error().and_then(StdError::source)
    }
}
