//! A request as plain data: built without I/O, and inspected without a server.

mod carried;
mod link;
mod metadata;
mod spec;

use core::fmt;

use bytes::Bytes;
use graph_entity_model::model::{Edm, ReadError, from_slice};
use http::header::IF_MATCH;
use http::{Method, StatusCode};

pub(crate) use self::carried::{Carried, Declared, Sent};
pub(crate) use self::spec::{
    BatchSort, RequestOptions, RequestSpec, Target, default_headers, request_methods,
};
use crate::query::QueryOptions;

/// A request to Microsoft Graph whose reply holds a `T`.
///
/// Plain data: nothing has been sent, and building never fails. An error found while building (an empty
/// patch, a key that Graph does not accept) is reported when the request is sent or inspected. Unit tests can
/// inspect it:
///
/// ```
/// # use graph_entity::graph_entity;
/// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// # pub struct DeviceCategory { pub id: String, pub display_name: Option<String> }
/// let request = DeviceCategory::update("kiosk", DeviceCategory::patch().display_name("Kiosk"));
/// let http = request.to_http("https://graph.microsoft.com")?;
/// assert_eq!(http.method(), "PATCH");
/// assert_eq!(http.uri().path(), "/v1.0/deviceManagement/deviceCategories/kiosk");
/// assert_eq!(http.body(), r##"{"@odata.type":"#microsoft.graph.deviceCategory","displayName":"Kiosk"}"##);
///
/// let http = DeviceCategory::at("1").get().query("$format", "application/json;odata.metadata=full");
/// let http = http.to_http("https://graph.microsoft.com")?;
/// assert_eq!(http.uri().query(), Some("$format=application/json;odata.metadata=full"));
/// # Ok::<(), graph_entity::Error>(())
/// ```
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    /// Boxed, because a request is moved several times until it is sent.
    pub(crate) spec: Box<RequestSpec>,
    pub(crate) read: fn(StatusCode, &[u8]) -> Result<T, ReadError>,
}

impl Request<Bytes> {
    /// A request whose reply is bytes of any type.
    pub(crate) fn reading_bytes(spec: RequestSpec) -> Self {
        Self::new(spec, |_, body| Ok(Bytes::copy_from_slice(body)))
    }
}

impl<T> Request<T> {
    /// A request whose reply is read by a function.
    pub(crate) fn new(spec: RequestSpec, read: fn(StatusCode, &[u8]) -> Result<T, ReadError>) -> Self {
        Self { spec: Box::new(spec), read }
    }

    request_methods!();

    fn first(&self) -> &RequestSpec {
        &self.spec
    }

    /// The query options. The type of the reply decides which methods set them.
    pub(crate) fn query_mut(&mut self) -> &mut QueryOptions {
        &mut self.spec.query
    }

    /// Sends the request only if the entity still has this ETag (`If-Match`); otherwise Graph answers 412.
    pub fn if_match(self, etag: &str) -> Self {
        self.header(IF_MATCH.as_str(), etag)
    }

    /// Follows a redirect to a pre-authorised address on another host, as reports and files have it. Only
    /// that of a GET, only once, and only to `https`. The address is fetched without the token, without the
    /// `client-request-id` and without the request's headers except `Accept`, `Accept-Encoding` and `Range`.
    /// No error shows it.
    ///
    /// Requests for a media stream and functions whose result is declared a stream do so by themselves. Without
    /// it, a redirect is [`Error::Redirected`](crate::Error::Redirected).
    ///
    /// Source: Microsoft Graph, "reportRoot: getEmailActivityUserDetail", "Download driveItem content".
    pub fn follow_redirect(mut self) -> Self {
        self.spec.options.follows_redirect = true;
        self
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &Method {
        &self.spec.method
    }

    /// The path with its placeholders. It contains no ids.
    pub fn template(&self) -> &str {
        &self.spec.template
    }
}

impl<T: Edm> Request<T> {
    /// A request whose reply always contains an entity.
    pub(crate) fn reading(spec: RequestSpec) -> Self {
        Self::new(spec.replied(T::KIND), |_, body| from_slice(body))
    }
}

impl<T: Edm> Request<Option<T>> {
    /// A request whose reply may be empty: Graph answers an update with the entity or with 204.
    pub(crate) fn reading_any(spec: RequestSpec) -> Self {
        Self::new(spec.replied(T::KIND), |status, body| {
            if is_without_value(status, body) { Ok(None) } else { from_slice(body).map(Some) }
        })
    }

    /// The same request, whose reply must have a value. Without one it ends in
    /// [`ErrorKind::EmptyReply`](crate::ErrorKind::EmptyReply), although the write was made.
    pub fn required(self) -> Request<T> {
        Request::reading(*self.spec)
    }

    /// A request that creates an entity. Its reply is empty if the entity is made later (202), or if the request
    /// or the service leaves the entity out (201, 204). A 200 without an entity is not an answer to it.
    pub(crate) fn reading_created(spec: RequestSpec) -> Self {
        Self::new(spec.replied(T::KIND), |status, body| {
            let is_empty = status != StatusCode::OK && is_without_value(status, body);
            if is_empty { Ok(None) } else { from_slice(body).map(Some) }
        })
    }
}

/// Whether a reply has no value in it. Teams writes an empty object with its 202.
fn is_without_value(status: StatusCode, body: &[u8]) -> bool {
    let is_space = |body: &[u8]| body.iter().all(u8::is_ascii_whitespace);
    let inside = |body: &'_ [u8]| {
        body.trim_ascii().strip_prefix(b"{").and_then(|body| body.strip_suffix(b"}")).is_some_and(is_space)
    };
    status == StatusCode::NO_CONTENT || is_space(body) || (status == StatusCode::ACCEPTED && inside(body))
}

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), read: self.read }
    }
}

/// Shows the template, never an id, a query or a header's value.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}
