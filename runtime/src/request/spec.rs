//! Everything about a request that does not depend on the type of its reply, and how it is written as HTTP.

use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Uri};

use crate::base::{Body, Endpoint, InvalidRequest, Permissions, extended};
use crate::error::{Error, ForeignLink};

/// Everything about a request that does not depend on the type of its reply.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) method: Method,
    pub(crate) version: &'static str,
    /// The address with its placeholders: what logs and errors may show.
    pub(crate) template: &'static str,
    /// The address with the values in their places, from its first `/` on; or a whole address as Graph gave it, a
    /// `nextLink`, with the version and the query in it.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
    pub(crate) permissions: Option<&'static Permissions>,
    /// None where the client's own patience is right.
    pub(crate) patience: Option<Patience>,
    /// The first fault of its building.
    pub(crate) fault: Option<InvalidRequest>,
}

/// How patient the client is with one request, where that differs from its own patience.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Patience {
    /// The longest time for each try.
    pub(crate) each_try: Option<Duration>,
    /// It is not sent again.
    pub(crate) once: bool,
    /// It takes no place in the client's budget, as a batch, whose requests take theirs one by one.
    pub(crate) is_uncounted: bool,
}

impl Plan {
    /// Keeps a fault for the time of sending; the first one stands.
    pub(crate) fn refuse(&mut self, fault: InvalidRequest) {
        self.fault.get_or_insert(fault);
    }

    /// The same plan for what lies below its address.
    pub(super) fn below(mut self, segment: &str) -> Self {
        self.template = extended(self.template, segment);
        self.path.push_str(segment);
        self
    }

    pub(crate) fn to_http(&self, endpoint: &Endpoint) -> Result<http::Request<Bytes>, Error> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        let body = self.body.as_ref().map_or_else(Bytes::new, |body| body.to(endpoint));
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri(endpoint)?;
        let headers = request.headers_mut();
        // Room for those that the client and the transport add, so that the map does not grow on the way.
        let _ = headers.try_reserve(self.headers.len() + 7);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        // The request's own headers come last: what the user asked for stands.
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }
}

impl Plan {
    fn uri(&self, endpoint: &Endpoint) -> Result<Uri, Error> {
        if self.path.starts_with('/') {
            return Ok(endpoint.url(self.version, &self.path, &self.query)?);
        }
        endpoint
            .own_link(&self.path)
            .map_err(|host| Error::ForeignLink(Box::new(ForeignLink { template: self.template, host })))
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("version", &self.version)
            .field("template", &self.template)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map_or(0, Body::len))
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}
