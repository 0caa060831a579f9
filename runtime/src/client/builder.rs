//! The settings of a client.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use graph_entity_model::base::InvalidRequestError;
use http::header::{HeaderValue, USER_AGENT};

use super::budget::RateLimiter;
use super::clock::{Clock, SystemClock};
use super::echo::Connections;
use super::headers::SharedHeaders;
use super::observe::{Observer, OnRetry, Retry};
use super::retry::RetryPolicy;
use super::tokens::Tokens;
use super::{Client, Shared};
use crate::base::Endpoint;
use crate::credential::{Credential, CredentialError, CredentialErrorKind};
use crate::error::{Error, MOST_BYTES};
use crate::transport::{SendOptions, Transport, TransportError};

/// Builds a [`Client`]. Invalid settings are reported by [`build`](ClientBuilder::build).
#[must_use = "settings do nothing until a client is built of them"]
pub struct ClientBuilder {
    endpoint: Result<Endpoint, InvalidRequestError>,
    scopes: Option<Arc<[String]>>,
    credential: Option<Box<dyn Credential>>,
    transport: Option<Box<dyn Transport>>,
    user_agent: Option<HeaderValue>,
    connect_timeout: Duration,
    options: SendOptions,
    clock: Option<Box<dyn Clock>>,
    retry: RetryPolicy,
    deadline: Option<Duration>,
    budget: Option<Box<dyn RateLimiter>>,
    checks_ids: bool,
    on_retry: Option<OnRetry>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            endpoint: Ok(Endpoint::default()),
            scopes: None,
            credential: None,
            transport: None,
            user_agent: Some(HeaderValue::from_static(concat!("graph-entity/", env!("CARGO_PKG_VERSION")))),
            connect_timeout: Duration::from_secs(10),
            options: SendOptions {
                timeout: Duration::from_secs(100),
                size_limit: 64 << 20,
                error_size_limit: MOST_BYTES,
                new_connection: false,
                leaves_body: false,
            },
            clock: None,
            retry: RetryPolicy::default(),
            deadline: None,
            budget: None,
            checks_ids: true,
            on_retry: None,
        }
    }
}

impl ClientBuilder {
    /// Sets the service: an [`Endpoint`] or a text. The default is `https://graph.microsoft.com`.
    pub fn endpoint<E>(mut self, endpoint: E) -> Self
    where
        E: TryInto<Endpoint>,
        E::Error: Into<InvalidRequestError>,
    {
        self.endpoint = endpoint.try_into().map_err(Into::into);
        self
    }

    /// Sets the source of tokens. There is no default.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.credential = Some(Box::new(credential));
        self
    }

    /// Sets the scopes that a token must have. The default is the endpoint's `/.default`, which is every
    /// permission granted to the application.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the transport that sends the requests, in place of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Sets the maximum time to connect, TLS included. The default is 10 seconds. It applies only to the
    /// default transport.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the maximum time from the start of an attempt to the last byte of its reply. The default is 100
    /// seconds, as in Microsoft's SDKs. A request can override it. The last attempt may have less, because of
    /// the [`deadline`](Self::deadline). A transport that is a closure finds it in the [`SendOptions`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Sets the `User-Agent` of each request. The default is `graph-entity/` and this crate's version.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        // `None` is reported by `build`, so that the setter need not return a `Result`.
        self.user_agent = HeaderValue::from_str(user_agent).ok().filter(|value| !value.is_empty());
        self
    }

    /// Sets the maximum size of a reply's body, in bytes after decompression. The default is 64 MiB; a page
    /// of 1,000 large entities has a few MiB. Of the body of an error, the first MiB is read, regardless of
    /// this limit.
    pub fn size_limit(mut self, bytes: usize) -> Self {
        self.options.size_limit = bytes;
        self
    }

    /// Sets how often a request is sent at most, the first time included. The default is 6. A value of 1
    /// turns retries off, as [`Request::no_retry`](crate::Request::no_retry) does for one request.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.retry.max_attempts = attempts;
        self
    }

    /// Sets the maximum time from the start of the first attempt to the start of the last one. The default is
    /// 300 seconds. If the service asks for a delay that would exceed it, the request ends at once with the
    /// service's error.
    pub fn max_retry_time(mut self, time: Duration) -> Self {
        self.retry.max_time = time;
        self
    }

    /// Sets the maximum time of a request in all: the wait for the [`budget`](Self::budget), the token, the
    /// attempts and the delays between them. The default is
    /// [`max_retry_time`](Self::max_retry_time) plus one [`timeout`](Self::timeout), which is 400 seconds. A
    /// request can override it. A running attempt is cut short; a delay or a place in the budget that would
    /// come too late ends the request at once.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.deadline = Some(time);
        self
    }

    /// Sets a rate limit for the client: a [`Budget`](crate::Budget), or a count of the program's own. By
    /// default it has none, and the service throttles. The wait counts against the
    /// [`deadline`](Self::deadline), which a program with much work at once sets to more than the work takes.
    pub fn budget(mut self, budget: impl RateLimiter) -> Self {
        self.budget = Some(Box::new(budget));
        self
    }

    /// Accepts answers with any `client-request-id`, for a proxy that replaces the id. By default, an answer
    /// with that of another request is refused: it is not the answer to this one. Ids are compared as GUIDs,
    /// and an answer without one is accepted.
    pub fn any_request_id(mut self) -> Self {
        self.checks_ids = false;
        self
    }

    /// Sets a function that is called before each retry, with the request, the reason and the delay: for logs
    /// and metrics. It runs in the task of the request, so it must return quickly.
    ///
    /// ```
    /// use graph_entity::{AccessToken, Client};
    ///
    /// let client = Client::builder()
    ///     .credential(AccessToken::new("test-token")?)
    ///     .on_retry(|retry| eprintln!("{}: {} in {:?}", retry.call, retry.reason, retry.wait))
    ///     .transport(graph_entity::transport::from_fn(|_| http::Response::new("{}")))
    ///     .build()?;
    /// assert_eq!(client.counters().retries, 0);
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn on_retry(mut self, on_retry: impl Fn(&Retry<'_>) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Box::new(on_retry));
        self
    }

    /// Sets the clock for reading the time and waiting. The default is [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the endpoint or the user agent is invalid, [`Error::Credential`] without a
    /// credential, [`Error::Transport`] if the default transport cannot be set up: the system's certificates
    /// cannot be read, or the features `hyper`, `reqwest` and `blocking` are off and no transport was given.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = self.endpoint?;
        let invalid_agent = || InvalidRequestError::Header { name: USER_AGENT.to_string() };
        let user_agent = self.user_agent.ok_or_else(invalid_agent)?;
        let credential = self.credential.ok_or_else(|| CredentialError::of(CredentialErrorKind::Missing))?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&endpoint, self.connect_timeout)
                .map_err(|error| Error::unanswered(None, error))?,
        };
        let scopes = self.scopes.unwrap_or_else(|| Arc::new([endpoint.default_scope()]));
        let clock = self.clock.unwrap_or_else(|| Box::new(SystemClock));
        let connections = Connections::new(clock.now());
        let shared = Shared {
            endpoint,
            tokens: Tokens::new(credential, scopes),
            transport,
            clock,
            headers: SharedHeaders::new(&user_agent),
            options: self.options,
            retry: self.retry,
            deadline: self.deadline,
            budget: self.budget,
            checks_ids: self.checks_ids,
            connections,
            observer: Observer::new(self.on_retry),
        };
        Ok(Client { shared: Arc::new(shared) })
    }
}

#[cfg(feature = "hyper")]
fn default_transport(endpoint: &Endpoint, timeout: Duration) -> Result<Box<dyn Transport>, TransportError> {
    use crate::transport::HyperTransport;

    Ok(beside_blocking(HyperTransport::for_endpoint(endpoint, timeout)?, endpoint, timeout))
}

#[cfg(all(feature = "reqwest", not(feature = "hyper")))]
fn default_transport(endpoint: &Endpoint, timeout: Duration) -> Result<Box<dyn Transport>, TransportError> {
    use crate::transport::ReqwestTransport;

    Ok(beside_blocking(ReqwestTransport::for_endpoint(endpoint, timeout)?, endpoint, timeout))
}

/// The default transport of requests that are awaited, and beside it that of blocking calls.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn beside_blocking(awaited: impl Transport, endpoint: &Endpoint, timeout: Duration) -> Box<dyn Transport> {
    #[cfg(feature = "blocking")]
    let awaited = crate::transport::ByDriver::new(awaited, endpoint, timeout);
    #[cfg(not(feature = "blocking"))]
    let _ = (endpoint, timeout);
    Box::new(awaited)
}

#[cfg(all(feature = "blocking", not(any(feature = "hyper", feature = "reqwest"))))]
fn default_transport(endpoint: &Endpoint, timeout: Duration) -> Result<Box<dyn Transport>, TransportError> {
    use crate::transport::UreqTransport;

    Ok(Box::new(UreqTransport::for_endpoint(endpoint, timeout)?))
}

#[cfg(not(any(feature = "blocking", feature = "hyper", feature = "reqwest")))]
fn default_transport(_: &Endpoint, _: Duration) -> Result<Box<dyn Transport>, TransportError> {
    use crate::transport::{Arrival, TransportErrorKind};

    let error = TransportError::new(TransportErrorKind::Other, Arrival::NotSent);
    Err(error.with_source(
        "the features `hyper`, `reqwest` and `blocking` are off: give the client's builder a transport",
    ))
}

/// Omits the credential and the transport, whose `Debug` may show secrets.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint)
            .field("scopes", &self.scopes)
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("options", &self.options)
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
