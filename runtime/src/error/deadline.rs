//! A request whose time was over before it was sent.

use core::fmt;
use core::time::Duration;

use crate::base::{Call, OneLine};

/// A request whose [`deadline`](crate::Request::deadline) came before it was sent. Nothing was sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeadlineError {
    /// The request that ended in this error.
    pub call: Call,
    /// The time that the request had, all attempts together:
    /// [`ClientBuilder::deadline`](crate::ClientBuilder::deadline).
    pub limit: Duration,
    /// What the request was waiting for when its time was up.
    pub stage: DeadlineStage,
    /// How long the request would have waited for its turn in the budget, if that is known.
    pub wait: Option<Duration>,
}

/// What a request waits for before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeadlineStage {
    /// A place in the client's [`Budget`](crate::Budget). Found at once, without waiting.
    Budget,
    /// The credential, which does not return a token.
    Token,
}

impl fmt::Display for DeadlineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        line.write(format_args!("{} was not sent: ", self.call))?;
        match (self.stage, self.wait) {
            (DeadlineStage::Budget, Some(wait)) => line.write(format_args!(
                "the next free place in the client's budget comes after {:.1} s, later than",
                wait.as_secs_f64()
            )),
            (DeadlineStage::Budget, None) => {
                line.write(format_args!("the next free place in the client's budget comes later than"))
            }
            (DeadlineStage::Token, _) => line.write(format_args!("the credential has not answered within")),
        }?;
        line.write(format_args!(" its deadline of {} s", self.limit.as_secs_f64()))?;
        if self.stage == DeadlineStage::Budget {
            line.write(format_args!("; `deadline` of the client or the request gives it longer"))?;
        }
        line.history(&self.call, None)?;
        line.ids(None, Some(&self.call.client_request_id))
    }
}

impl std::error::Error for DeadlineError {}
