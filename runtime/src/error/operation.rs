//! An operation that Graph accepted but did not complete.

use core::fmt;

use crate::base::{Call, OneLine};

/// An operation that Graph accepted but did not complete.
///
/// Source: Microsoft Graph, "Long running operations", and the `longRunningOperation` and
/// `teamsAsyncOperation` resource types.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationError {
    /// The last request for its state.
    pub call: Call,
    /// The state in Graph's words: `failed`. Empty if Graph has not reported one yet.
    pub state: String,
    /// Whether the operation may still succeed: the allowed time is over, the operation is not.
    pub unfinished: bool,
    /// The code of the operation's error.
    pub code: Option<String>,
    /// The message of the operation's error.
    pub message: Option<String>,
    /// The id that Graph gave the last request.
    pub request_id: Option<String>,
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let end = if self.unfinished { "has not ended in the time it was given" } else { "has failed" };
        line.write(format_args!("the operation that {} is part of {end}", self.call.template))?;
        for words in [Some(&self.state), self.code.as_ref(), self.message.as_ref()].into_iter().flatten() {
            if !words.is_empty() {
                line.write(format_args!(": {words}"))?;
            }
        }
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

impl std::error::Error for OperationError {}
