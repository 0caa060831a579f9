//! The only place with I/O: sends a request as HTTP, and returns an answer or a typed error.

mod answer;
mod async_mutex;
mod batching;
mod budget;
mod builder;
mod challenge;
mod clock;
mod deadline;
mod echo;
mod exchange;
mod headers;
mod observe;
mod operation;
mod preauthorized;
mod random;
mod read;
mod redirect;
mod reply;
mod retry;
mod retry_after;
mod send;
mod status;
#[cfg(test)]
mod tests;
mod tokens;
mod trace;
mod unsent;
mod until;

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use self::echo::Connections;
use self::headers::SharedHeaders;
use self::observe::Observer;
use self::retry::RetryPolicy;
use self::tokens::Tokens;
use crate::base::Endpoint;
use crate::credential::Credential;
use crate::error::Error;
use crate::transport::{SendOptions, Transport};

pub(crate) use self::answer::Exchange;
pub use self::budget::{Budget, PlannedRequest, RateLimiter, Reservation, TooLate};
#[cfg(feature = "redis")]
pub use self::budget::{InvalidServerError, RedisBudget};
pub use self::builder::ClientBuilder;
pub use self::clock::{Clock, SystemClock};
pub(crate) use self::deadline::Deadline;
pub use self::observe::{Counters, Retry, RetryReason};
pub use self::reply::Reply;
pub(crate) use self::retry::{Attempt, AttemptResult};
pub(crate) use self::unsent::{Awaited, Unsent, is_not_awaited};

/// A client for Microsoft Graph that acts as one application or user. Cheap to clone. Clones share their
/// connections and their token.
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
/// # Retries, tokens and redirects
///
/// | event | what the client does |
/// |---|---|
/// | no byte of the request was sent | retries, whatever the method |
/// | no answer in time; a broken connection | retries GET, PUT, PATCH and DELETE |
/// | an answer with the `client-request-id` of another request | the same, and leaves the pooled connections for 100 s |
/// | an error status | retries as below |
/// | 401 | asks the credential for another token, once |
/// | 401 or 403 with a claims challenge | asks the credential for a token with these claims, once |
/// | 3xx; a link to another host | returns an error: the token must not leave its host |
/// | 3xx to a GET whose result is a stream, in a batch too | fetches the pre-authorised address, once and without the token |
/// | a request to a pre-authorised address | retries as below; it carries no token, and no budget counts it |
///
/// The delay is that of `Retry-After` (seconds, with or without a fraction, or a date), or that in the
/// message of Intune's error. Without either, the client backs off exponentially, with jitter. It returns the
/// last error after [`max_attempts`](ClientBuilder::max_attempts), or at once if the delay would exceed
/// [`max_retry_time`](ClientBuilder::max_retry_time). All of it, with the wait for a budget and for the token,
/// ends at the [`deadline`](ClientBuilder::deadline). The `client-request-id` is the same for all attempts.
///
/// # Statuses
///
/// What each status says about a write, which is what [`Error::write_in_doubt`] returns, and which requests
/// are sent again after it. A lost answer counts as 504. What leaves a write in doubt never repeats a POST or
/// an action, unless [`Request::idempotent`](crate::Request::idempotent) allows it. A write stays in doubt
/// whatever later attempts answer.
///
#[doc = status::status_docs!()]
///
/// # Throttling
///
/// Graph answers 429 to what is above its limits, and the client waits as told. With a
/// [`budget`](ClientBuilder::budget) it waits before it sends: a [`Budget`] for the requests of this process, or,
/// where several processes act as one application, a [`RateLimiter`] that they share, such as `RedisBudget`
/// with the feature `redis`. Each attempt and each request of a batch counts. The wait is part of the request's
/// deadline, which a program with much work at once sets to more than the work takes: see [`Budget`].
///
/// # Tracing, cancelling, and what is not promised
///
/// With the feature `tracing`, each request has a span `graph_request` at level DEBUG, with the fields of
/// OpenTelemetry's HTTP client spans (`http.request.method`, `url.template`, `server.address`, `server.port`,
/// `http.request.resend_count`, `http.response.status_code`, `error.type`) and with `az.client_request_id` and
/// `az.service_request_id`. In it is an event for each retry with its reason and delay, for each answer that
/// throttles, each call of the credential, each claims challenge and each redirect that is followed. None of
/// them contains an id of an entity or a token. Without it, [`counters`](Client::counters) and
/// [`ClientBuilder::on_retry`] say the same to the program.
///
/// Dropping the future of a request cancels it at any point, delays included. A write that was being sent may
/// have happened.
///
/// Exactly-once delivery is not guaranteed: a write that is retried after its answer was lost may happen
/// twice. For all methods except POST that leaves the same state as once, unless somebody else wrote in
/// between.
///
/// Source: Microsoft Graph, "Microsoft Graph throttling guidance" and "Microsoft Graph error responses and
/// resource types".
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    endpoint: Endpoint,
    tokens: Tokens,
    transport: Box<dyn Transport>,
    clock: Box<dyn Clock>,
    headers: SharedHeaders,
    options: SendOptions,
    retry: RetryPolicy,
    /// The total time of a request that sets none. `None` if it follows from the retry policy.
    deadline: Option<Duration>,
    budget: Option<Box<dyn RateLimiter>>,
    /// Whether an answer with the id of another request is refused.
    checks_ids: bool,
    connections: Connections,
    observer: Observer,
}

impl Client {
    /// A client for the global service with default settings.
    ///
    /// # Errors
    /// [`Error::Transport`] if the system's certificates cannot be read.
    pub fn new(credential: impl Credential) -> Result<Self, Error> {
        Self::builder().credential(credential).build()
    }

    /// A builder for a client. Only the credential has no default.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// What the client and its clones have done so far: how often they sent, retried and were throttled.
    pub fn counters(&self) -> Counters {
        self.shared.observer.counters(self.shared.tokens.asked())
    }

    /// The maximum size of a reply's body.
    pub(crate) fn size_limit(&self) -> usize {
        self.shared.options.size_limit
    }

    /// The most attempts of a request.
    pub(crate) fn max_attempts(&self) -> u32 {
        self.shared.retry.max_attempts
    }

    /// Returns the service that the client talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.shared.endpoint.to_string())
            .field("scopes", &self.shared.tokens.scopes())
            .field("user_agent", self.shared.headers.user_agent())
            .field("options", &self.shared.options)
            .field("retry", &self.shared.retry)
            .field("deadline", &self.shared.deadline)
            .finish_non_exhaustive()
    }
}
