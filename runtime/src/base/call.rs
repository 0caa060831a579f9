//! The request that an error belongs to.

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;

use http::Method;

use super::is_read;

/// The request that an error belongs to, in a form that is safe to log: without ids, query and token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// The HTTP method of the request.
    pub method: Method,
    /// The path with its placeholders, `/users/{userId}`.
    pub template: Cow<'static, str>,
    /// The host and port the request went to. Empty if the client did not send the request.
    pub host: String,
    /// The id that the client gave the request, the same for all attempts. For a request in a batch, the id
    /// of the last batch that held it. Empty for a request to a pre-authorised address, which carries none.
    pub client_request_id: String,
    /// How often the request was sent: the number of attempts.
    pub attempts: u32,
    /// How long the client waited before each further attempt.
    pub waits: Vec<Duration>,
    /// How long the client waited for the request's turn in its budget, over all attempts.
    pub queued: Duration,
    /// The delay that the last answer asked for before the request is sent again.
    pub(crate) retry_after: Option<Duration>,
    /// Whether a write may have happened although the request ended in an error: see
    /// [`Error::write_in_doubt`](crate::Error::write_in_doubt).
    pub write_in_doubt: bool,
    /// Whether the request may change something. A batch of reads is a POST that does not.
    pub(crate) is_write: bool,
}

impl Call {
    pub(crate) fn new(method: Method, template: impl Into<Cow<'static, str>>, host: &str) -> Self {
        let is_write = !is_read(&method);
        Self {
            method,
            template: template.into(),
            host: host.to_owned(),
            client_request_id: String::new(),
            attempts: 0,
            waits: Vec::new(),
            queued: Duration::ZERO,
            retry_after: None,
            write_in_doubt: false,
            is_write,
        }
    }

    /// The id that the client gave the request. `None` where it carried none.
    pub(crate) fn own_request_id(&self) -> Option<&str> {
        Some(self.client_request_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Notes that an attempt may have been carried out. Never reset: a later attempt may fail cleanly after
    /// an earlier one has written.
    pub(crate) fn doubt(&mut self, in_doubt: bool) {
        self.write_in_doubt |= in_doubt && self.is_write;
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}
