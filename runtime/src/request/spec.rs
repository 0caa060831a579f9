//! The part of a request that does not depend on the type of its reply, and its form as HTTP.

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;

use bytes::Bytes;
use graph_entity_model::base::{Body, InvalidRequestError, Permissions};
use graph_entity_model::model::Kind;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RANGE};
use http::{Method, Uri};

use super::{Carried, Declared};
use crate::base::{Endpoint, add_preference};
use crate::error::{Error, ForeignLinkError};
use crate::query::QueryOptions;

/// The part of a request that does not depend on the type of its reply.
#[derive(Clone)]
pub(crate) struct RequestSpec {
    pub(crate) method: Method,
    pub(crate) version: &'static str,
    /// The path with its placeholders, which is safe to show in logs and errors.
    pub(crate) template: Cow<'static, str>,
    pub(crate) target: Target,
    pub(crate) query: QueryOptions,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
    pub(crate) permissions: Option<&'static Permissions>,
    pub(crate) options: RequestOptions,
    pub(crate) declared: Declared,
    /// The first error found while building.
    pub(crate) error: Option<InvalidRequestError>,
}

/// The target of a request.
#[derive(Clone)]
pub(crate) enum Target {
    /// A path relative to the endpoint and the version, with its values filled in. Starts with `/`.
    Path(String),
    /// A full URL from Graph, which includes the version and the query.
    Link(String),
    /// A full URL on any host, which grants access by itself: the token does not go there. It is a secret.
    Preauthorized(String),
}

/// Settings of one request that override those of the client.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(crate) struct RequestOptions {
    /// The timeout of each attempt.
    pub(crate) timeout: Option<Duration>,
    /// The total time of the request.
    pub(crate) deadline: Option<Duration>,
    /// Whether the request is never retried.
    pub(crate) no_retry: bool,
    /// Whether the user declares that the request may be sent twice.
    pub(crate) is_idempotent: bool,
    /// Whether a redirect of a GET to a pre-authorised address is followed.
    pub(crate) follows_redirect: bool,
    /// Whether what is asked for are directory objects.
    pub(crate) is_of_directory: bool,
    /// Whether the body of a 200 is left unread.
    pub(crate) leaves_body: bool,
    /// What the request holds if it is a batch, whose requests are counted in the client's budget one by one.
    pub(crate) batch: Option<BatchSort>,
}

/// Whether a batch, which is a POST, may change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BatchSort {
    /// All of its requests only read.
    Reads,
    /// One of its requests may write.
    Writes,
}

impl RequestSpec {
    /// A request without body, query and headers.
    pub(crate) fn new(
        method: Method,
        version: &'static str,
        template: Cow<'static, str>,
        path: String,
        permissions: Option<&'static Permissions>,
    ) -> Self {
        Self {
            method,
            version,
            template,
            target: Target::Path(path),
            query: QueryOptions::default(),
            headers: HeaderMap::new(),
            body: None,
            permissions,
            options: RequestOptions::default(),
            declared: Declared::default(),
            error: None,
        }
    }

    /// A request to a pre-authorised address, which no text about the request shows.
    pub(crate) fn preauthorized(method: Method, template: &'static str, address: String) -> Self {
        let mut spec = Self::new(method, "v1.0", template.into(), String::new(), None);
        spec.target = Target::Preauthorized(address);
        spec
    }

    /// The request for an address that this one is redirected to, before that address is known. Nothing in it
    /// identifies the user or the request.
    pub(crate) fn redirected(&self) -> Self {
        let mut spec = Self::preauthorized(self.method.clone(), "", String::new());
        spec.template.clone_from(&self.template);
        spec.declared.reply = self.declared.reply;
        spec.options = RequestOptions {
            timeout: self.options.timeout,
            no_retry: self.options.no_retry,
            ..RequestOptions::default()
        };
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        for name in [ACCEPT, RANGE, ACCEPT_ENCODING] {
            if let Some(value) = self.headers.get(&name) {
                spec.headers.insert(name, value.clone());
            }
        }
        spec
    }

    /// The same request for a pre-authorised address.
    pub(crate) fn with_preauthorized(mut self, address: &Uri) -> Self {
        self.target = Target::Preauthorized(address.to_string());
        self
    }

    /// Whether a redirect of the answer to a pre-authorised address is followed.
    pub(crate) fn follows_redirect(&self) -> bool {
        self.options.follows_redirect && self.method == Method::GET
    }

    pub(crate) fn is_preauthorized(&self) -> bool {
        matches!(self.target, Target::Preauthorized(_))
    }

    /// Sets the kind of the value in the reply.
    pub(crate) fn replied(mut self, kind: Kind) -> Self {
        self.declared.reply = Some(kind);
        self
    }

    /// The address with a segment appended.
    pub(crate) fn join(mut self, segment: &str) -> Self {
        self.template = format!("{}{segment}", self.template).into();
        if let Target::Path(path) = &mut self.target {
            path.push_str(segment);
        }
        self
    }

    /// Keeps an error until the request is sent. The first one counts.
    pub(crate) fn refuse(&mut self, error: InvalidRequestError) {
        self.error.get_or_insert(error);
    }

    /// Sets a header from the user. The values of `Prefer` are combined.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("prefer") {
            return self.prefer(value);
        }
        let parsed = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        match parsed {
            (Ok(known), Ok(value)) => match set_by(&known) {
                None => {
                    self.headers.insert(known, value);
                }
                Some(set_by) => {
                    self.refuse(InvalidRequestError::ReservedHeader { name: name.to_owned(), set_by });
                }
            },
            _ => self.refuse(InvalidRequestError::Header { name: name.to_owned() }),
        }
    }

    pub(crate) fn prefer(&mut self, preference: &str) {
        if let Err(error) = add_preference(&mut self.headers, preference) {
            self.refuse(error);
        }
    }

    /// What is wrong with the request itself, whatever its endpoint.
    fn checked(&self) -> Result<(), InvalidRequestError> {
        if let Some(error) = self.error.as_ref().or_else(|| self.query.error()) {
            return Err(error.clone());
        }
        self.refused_query().map_or(Ok(()), |query| Err(InvalidRequestError::LacksEventual { query }))
    }

    /// Finds what is wrong with the request before anything is done for it.
    pub(crate) fn check(&self, endpoint: &Endpoint) -> Result<(), Error> {
        self.checked()?;
        match &self.target {
            Target::Path(_) => Ok(()),
            Target::Link(_) | Target::Preauthorized(_) => self.uri(endpoint).map(drop),
        }
    }

    pub(crate) fn to_http(&self, endpoint: &Endpoint) -> Result<http::Request<Bytes>, Error> {
        self.to_http_with(endpoint, default_headers(self.body.is_some()))
    }

    /// The same with these headers in place of the default ones.
    pub(crate) fn to_http_with(
        &self,
        endpoint: &Endpoint,
        headers: HeaderMap,
    ) -> Result<http::Request<Bytes>, Error> {
        self.checked()?;
        let body = self.body.as_ref().map_or_else(Bytes::new, |body| body.to(endpoint));
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri(endpoint)?;
        *request.headers_mut() = headers;
        // The request's own headers come last, so that they override the others.
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        Ok(request)
    }

    /// The data that an error about the request needs to hide its sensitive values.
    pub(crate) fn carried(&self) -> Carried {
        Carried::new(self.declared.clone(), self.body.as_ref().map(|body| body.bytes.clone()))
    }

    /// The address with the query, percent-encoded, without the endpoint.
    pub(crate) fn address(&self) -> String {
        match &self.target {
            Target::Path(path) => format!("{path}?{}", self.query.to_query()),
            Target::Link(link) => link.clone(),
            // Nothing of it may be shown.
            Target::Preauthorized(_) => String::new(),
        }
    }

    /// Whether the request is a query that directory objects answer only with `ConsistencyLevel: eventual`.
    ///
    /// Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".
    pub(crate) fn lacks_eventual(&self) -> bool {
        const ADVANCED: [&str; 5] = ["$search=", "$filter=", "$orderby=", "$count=", "/$count?"];
        self.is_without_eventual() && ADVANCED.iter().any(|part| self.address().contains(part))
    }

    /// What of a query of directory objects is refused, or left out of the answer, without
    /// `ConsistencyLevel: eventual`. Others need it for some properties only, which the service says.
    fn refused_query(&self) -> Option<&'static str> {
        if !self.options.is_of_directory || !self.is_without_eventual() {
            return None;
        }
        let is_number = matches!(&self.target, Target::Path(path) if path.ends_with("/$count"));
        if is_number { Some("/$count") } else { self.query.advanced() }
    }

    fn is_without_eventual(&self) -> bool {
        let is_query = self.method == Method::GET && matches!(self.target, Target::Path(_));
        is_query && !self.headers.contains_key("consistencylevel")
    }

    /// The host and the port that the request goes to. Empty and `None` for an address that is refused.
    #[cfg(feature = "tracing")]
    pub(crate) fn server<'a>(&self, endpoint: &'a Endpoint) -> (Cow<'a, str>, Option<u16>) {
        let Target::Preauthorized(address) = &self.target else {
            return (Cow::Borrowed(endpoint.host()), Some(endpoint.port()));
        };
        let uri = endpoint.safe_link(address).unwrap_or_default();
        let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
        let port = uri.authority().map(|authority| authority.port_u16().unwrap_or(default));
        (Cow::Owned(uri.host().unwrap_or_default().to_owned()), port)
    }

    fn uri(&self, endpoint: &Endpoint) -> Result<Uri, Error> {
        match &self.target {
            Target::Path(path) => Ok(endpoint.url(self.version, path, &self.query.to_query())?),
            Target::Preauthorized(address) => {
                Ok(endpoint.safe_link(address).ok_or(InvalidRequestError::Preauthorized)?)
            }
            Target::Link(link) => endpoint.own_link(link).map_err(|host| {
                let template = self.template.clone();
                Error::ForeignLink(Box::new(ForeignLinkError { template, host, write_in_doubt: false }))
            }),
        }
    }
}

impl fmt::Debug for RequestSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("version", &self.version)
            .field("template", &self.template)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map_or(0, |body| body.bytes.len()))
            .field("error", &self.checked().err())
            .finish_non_exhaustive()
    }
}

/// The headers of a request that sets none itself.
pub(crate) fn default_headers(has_body: bool) -> HeaderMap {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    // An index for the headers that the client and the transport add, too, so that it is not made again.
    let mut headers = HeaderMap::with_capacity(7);
    headers.insert(ACCEPT, JSON);
    if has_body {
        headers.insert(CONTENT_TYPE, JSON);
    }
    headers
}

/// Returns what sets a header that the user cannot set. A second token could reach another endpoint than the
/// client's, and a wrong length or connection header garbles the requests after this one.
fn set_by(name: &HeaderName) -> Option<&'static str> {
    match name.as_str() {
        "authorization" => Some("the credential of the client"),
        "connection"
        | "content-length"
        | "expect"
        | "host"
        | "keep-alive"
        | "proxy-authorization"
        | "proxy-connection"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade" => Some("the transport"),
        _ => None,
    }
}

/// Generates the methods that every type of request has. The type holds a request as `spec`, and returns that
/// of its first reply from `first`.
macro_rules! request_methods {
    () => {
        /// Adds a header, which is sent with every page. A second value for a name replaces the first, except
        /// for `Prefer`, whose values are combined. `Authorization` and the headers of the connection, such as
        /// `Content-Length`, are refused when the request is sent.
        pub fn header(mut self, name: &str, value: &str) -> Self {
            self.spec.header(name, value);
            self
        }

        /// Adds a preference to `Prefer`: `return=minimal`, `return=representation`.
        ///
        /// Source: OData Protocol 4.01, "Header Prefer".
        pub fn prefer(mut self, preference: &str) -> Self {
            self.spec.prefer(preference);
            self
        }

        /// Sets a query option that has no method of its own: `$format`, or one of the service's. It is
        /// percent-encoded.
        pub fn query(mut self, name: &str, value: &str) -> Self {
            self.spec.query.set(name.to_owned(), value.to_owned());
            self
        }

        /// Sets the timeout of each attempt, in place of the client's.
        pub fn timeout(mut self, timeout: core::time::Duration) -> Self {
            self.spec.options.timeout = Some(timeout);
            self
        }

        /// Sets the maximum time of the request in all, or of that of each page, in place of the client's: the
        /// wait for the budget, the token, the attempts and the delays between them.
        pub fn deadline(mut self, time: core::time::Duration) -> Self {
            self.spec.options.deadline = Some(time);
            self
        }

        /// Sends the request, or that of each page, only once: it is not retried after throttling or a broken
        /// connection. A token that Graph refuses is still replaced.
        pub fn no_retry(mut self) -> Self {
            self.spec.options.no_retry = true;
            self
        }

        /// Declares that sending the request twice leaves the same state as sending it once, so that a POST or
        /// an action is retried in the same cases as a PUT. Without it, a request whose answer was lost ends
        /// in an error whose [`Error::write_in_doubt`](crate::Error::write_in_doubt) is true.
        pub fn idempotent(mut self) -> Self {
            self.spec.options.is_idempotent = true;
            self
        }

        /// The request, or that of the first page, as HTTP without the client's headers (token,
        /// client-request-id, user agent): for unit tests of the code that builds it.
        ///
        /// # Errors
        /// Errors that sending would return: see [`InvalidRequestError`](crate::InvalidRequestError), and
        /// [`Error::ForeignLink`](crate::Error::ForeignLink) for a link to another service than the endpoint.
        pub fn to_http(&self, endpoint: &str) -> Result<http::Request<bytes::Bytes>, $crate::error::Error> {
            self.first().to_http(&$crate::base::Endpoint::parse(endpoint)?)
        }
    };
}

pub(crate) use request_methods;
