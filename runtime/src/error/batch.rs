//! Why a request of a batch has no answer of its own.

use core::fmt;
use std::error::Error as StdError;
use std::sync::Arc;

use super::{Error, ErrorKind};
use crate::base::{Call, OneLine};

/// A request of a batch that has no answer of its own.
///
/// Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching", "Processing the JSON batch response".
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchFailure {
    /// The request, with the tries and the waits of its own.
    pub call: Call,
    /// What happened.
    pub fault: BatchFault,
}

/// What happened to a request of a batch instead of an answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum BatchFault {
    /// The batch as a whole failed, in this way.
    Whole(Arc<Error>),
    /// The batch was answered, and this request was not.
    Missing,
    /// It was answered more than once, so that no answer can be trusted.
    Duplicate,
    /// What answers it has no status.
    NoStatus,
    /// The request that it depends on has failed, so it was not carried out.
    Dependency,
}

impl BatchFailure {
    /// The failure of the whole batch, where that is what happened.
    pub fn whole(&self) -> Option<&Error> {
        match &self.fault {
            BatchFault::Whole(error) => Some(error),
            _ => None,
        }
    }

    pub(super) fn kind(&self) -> ErrorKind {
        match &self.fault {
            BatchFault::Whole(error) => error.kind(),
            BatchFault::Missing => ErrorKind::MissingReply,
            BatchFault::Duplicate => ErrorKind::DuplicateReply,
            BatchFault::NoStatus => ErrorKind::WrongType,
            BatchFault::Dependency => ErrorKind::FailedDependency,
        }
    }
}

impl From<BatchFailure> for Error {
    fn from(failure: BatchFailure) -> Self {
        Error::Batch(Box::new(failure))
    }
}

impl fmt::Display for BatchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, fault } = self;
        let mut line = OneLine::new(f);
        match fault {
            BatchFault::Whole(error) => line.write(format_args!("the batch with {call} failed: {error}"))?,
            BatchFault::Missing => line.write(format_args!("the batch's answer holds no reply to {call}"))?,
            BatchFault::Duplicate => {
                line.write(format_args!("the batch's answer holds more than one reply to {call}"))?;
            }
            BatchFault::NoStatus => {
                line.write(format_args!("the batch's answer holds a reply to {call} that has no status"))?;
            }
            BatchFault::Dependency => {
                line.write(format_args!(
                    "{call} was not carried out: the request that it depends on has failed"
                ))?;
            }
        }
        line.history(call, None)?;
        let told = self.whole().is_some() || call.client_request_id.is_empty();
        if told { Ok(()) } else { line.ids(None, Some(&call.client_request_id)) }
    }
}

impl StdError for BatchFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The failure of the whole is shown, so its cause is the cause.
        self.whole().and_then(StdError::source)
    }
}
