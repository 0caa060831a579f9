//! The request that an error belongs to.

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;

use http::Method;

/// The request that an error belongs to, as logs may show it: without ids, query and token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address with its placeholders, `/users/{userId}`.
    pub template: Cow<'static, str>,
    /// Host and port that it went to.
    pub host: String,
    /// The id that the client gave the request, the same for all its tries; of a request in a batch that of the last batch
    /// it was in.
    pub client_request_id: String,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long the client waited before each further try.
    pub waits: Vec<Duration>,
    /// Whether a write may have happened although it ended in an error: its answer, or that of an earlier try, was
    /// lost on the way or was a gateway's (502, 504), or it was of 2xx and cannot be read.
    pub write_in_doubt: bool,
}

impl Call {
    pub(crate) fn new(method: Method, template: impl Into<Cow<'static, str>>, host: &str) -> Self {
        Self {
            method,
            template: template.into(),
            host: host.to_owned(),
            client_request_id: String::new(),
            attempts: 0,
            waits: Vec::new(),
            write_in_doubt: false,
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}
