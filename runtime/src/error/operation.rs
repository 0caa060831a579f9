//! An operation that Graph accepted but did not complete.

use core::fmt;
use std::error::Error as StdError;

use super::Error;
use crate::base::{Call, OneLine};

/// An operation that Graph accepted but did not complete.
///
/// Source: Microsoft Graph, "Long running operations", and the `longRunningOperation` and
/// `teamsAsyncOperation` resource types.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationError {
    /// The last request for its state, or the one that started it.
    pub call: Call,
    /// The state in Graph's words: `failed`. Empty if Graph has not reported one yet.
    pub state: String,
    /// Whether the operation may still succeed: it is not over, and the allowed time is, or the client cannot
    /// ask for its state.
    pub unfinished: bool,
    /// Why the client does not know its state: no token, an invalid link, or no time for the first answer.
    pub cause: Option<Box<Error>>,
    /// The code of the operation's error. `None` if Graph sent none.
    pub code: Option<String>,
    /// The message of the operation's error. `None` if Graph sent none.
    pub message: Option<String>,
    /// The id that Graph gave the last request.
    pub request_id: Option<String>,
}

impl OperationError {
    /// The error for an operation whose state the client does not know.
    pub(crate) fn unknown(call: Call, cause: Error) -> Self {
        let (state, code, message, request_id) = (String::new(), None, None, None);
        Self { call, state, unfinished: true, cause: Some(Box::new(cause)), code, message, request_id }
    }
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let template = &self.call.template;
        if let Some(cause) = &self.cause {
            line.write(format_args!(
                "the state of the operation that {template} started is unknown: {cause}"
            ))?;
        } else {
            let end = if self.unfinished { "has not ended in the time it was given" } else { "has failed" };
            line.write(format_args!("the operation that {template} is part of {end}"))?;
        }
        for words in [Some(&self.state), self.code.as_ref(), self.message.as_ref()].into_iter().flatten() {
            if !words.is_empty() {
                line.write(format_args!(": {words}"))?;
            }
        }
        line.history(&self.call, None)?;
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

impl StdError for OperationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message includes the cause, so its source comes next.
        self.cause.as_deref().and_then(StdError::source)
    }
}
