//! The one place where I/O happens: a request goes out as HTTP, an answer or a named error comes back.

mod answer;
mod async_mutex;
mod batching;
mod budget;
mod builder;
mod challenge;
mod clock;
mod exchange;
mod operation;
mod random;
mod reply;
mod retry;
mod retry_after;
mod send;
#[cfg(test)]
mod tests;
mod tokens;
mod trace;

use core::fmt;
use std::sync::Arc;

use http::header::HeaderValue;

use self::retry::RetryPolicy;
use self::tokens::Tokens;
use crate::base::Endpoint;
use crate::credential::Credential;
use crate::error::Error;
use crate::transport::{SendOptions, Transport};

pub(crate) use self::answer::Exchange;
pub use self::budget::Budget;
pub use self::builder::ClientBuilder;
pub use self::clock::{Clock, SystemClock};
pub use self::reply::Reply;
pub(crate) use self::retry::{Attempt, AttemptResult};

/// A connection to Microsoft Graph as one application or user. Cheap to clone; clones share their connections and
/// their token.
///
/// ```no_run
/// # async fn run() -> Result<(), graph_entity::Error> {
/// use std::time::Duration;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .endpoint("https://graph.microsoft.us")
///     .credential(AccessToken::new("eyJ0eXAiOiJKV1Qi")?)
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// # What it does on its own
///
/// | what happens | what the client does |
/// |---|---|
/// | 429, 503, 509; no byte of the request left | sends it again, whatever its method |
/// | 502, 504; no answer in time; a broken connection | sends GET, PUT, PATCH and DELETE again; a POST ends in an error of which [`Error::write_in_doubt`] is true |
/// | 500 | sends GET again; on a write it would come again |
/// | 401 | asks the credential for another token, once |
/// | 401 or 403 with a claims challenge | asks the credential for a token with these claims, once |
/// | 3xx; a link to another host | ends in an error: the token stays where it belongs |
///
/// It waits as long as `Retry-After` says, in seconds, with a fraction or as a date, or as Intune says so inside of its
/// error's message; where nothing is said it backs off exponentially, with jitter. It ends with the last error
/// after [`max_attempts`](ClientBuilder::max_attempts), or at once where the wait would pass
/// [`max_retry_time`](ClientBuilder::max_retry_time). The `client-request-id` is the same for all tries.
///
/// With the feature `tracing` each request is a span `graph_request` at level DEBUG, with the fields `method`,
/// `template`, `attempt`, `status`, `request_id` and `client_request_id`; ids of entities and tokens are in none.
///
/// Dropping the future of a request ends it at any point, waits included; a write that was under way then may
/// have happened.
///
/// Exactly once is not promised: a write that is sent again after its answer was lost may be made twice, which for all
/// methods but POST leaves the same state as once, unless somebody else wrote in between.
///
/// Source: Microsoft Graph, "Microsoft Graph throttling guidance" and "Microsoft Graph error responses and resource
/// types".
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    endpoint: Endpoint,
    tokens: Tokens,
    transport: Box<dyn Transport>,
    clock: Box<dyn Clock>,
    user_agent: HeaderValue,
    options: SendOptions,
    retry: RetryPolicy,
    budget: Option<Budget>,
}

impl Client {
    /// A client of the global service with the default settings.
    ///
    /// # Errors
    /// [`Error::Transport`] where the system's certificates cannot be read.
    pub fn new(credential: impl Credential) -> Result<Self, Error> {
        Self::builder().credential(credential).build()
    }

    /// A client's settings, to be changed and built. Only the credential has no default.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The service that the client talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.shared.endpoint.to_string())
            .field("scopes", &self.shared.tokens.scopes())
            .field("user_agent", &self.shared.user_agent)
            .field("options", &self.shared.options)
            .field("retry", &self.shared.retry)
            .finish_non_exhaustive()
    }
}
