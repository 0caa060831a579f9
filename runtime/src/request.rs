//! A request as plain data: built without I/O, inspected without a server.

mod body;

use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH};
use http::{Method, StatusCode, Uri};

pub(crate) use body::{Body, Gaps, gaps};

use crate::address::extended;
use crate::client::Client;
use crate::edm::Edm;
use crate::endpoint::Endpoint;
use crate::entity::Permissions;
use crate::error::{Error, ForeignLink};
use crate::invalid::InvalidRequest;
use crate::read::{ReadError, from_slice};
use crate::reply::Reply;

/// A request to Microsoft Graph whose reply holds a `T`.
///
/// Plain data: nothing has been sent, and building never fails. A fault found on the way (an empty patch, a key
/// that Graph cannot take) waits until the request is sent or inspected.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    pub(crate) plan: Plan,
    pub(crate) read: fn(StatusCode, &[u8]) -> Result<T, ReadError>,
}

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
}

impl<T> Request<T> {
    /// Sends the request. The only step that does I/O.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<T>, Error> {
        client.send(self).await
    }

    /// Sends the request and waits for what it starts.
    ///
    /// Where Graph answers 202 with a `Location`, the client asks there how things stand: as often as `Retry-After`
    /// lets it, otherwise after 2, 4, 8, 16 and then every 30 seconds. When the operation has succeeded, the value is
    /// read from where it says its result is; where it names no place, from its last answer. Any other answer is read
    /// as [`send`](Self::send) does. `limit` is the longest time after the 202.
    ///
    /// # Errors
    /// [`Error::Operation`] where the operation fails, or has not ended when the time is up;
    /// [`Error::ForeignLink`] where Graph points to another service.
    ///
    /// Source: Microsoft Graph, "Long running operations".
    pub async fn send_and_wait(self, client: &Client, limit: Duration) -> Result<Reply<T>, Error> {
        let Self { plan, read } = self;
        let exchange = client.exchange_and_wait(plan, limit).await?;
        match read(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.misread(error)),
        }
    }

    /// Reads the bytes that belong to the entity (`$value`: a photo, a script, a file) instead of its properties.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/users/{userId}/photos/{profilePhotoId}")]
    /// # pub struct ProfilePhoto { pub id: String }
    /// let request = ProfilePhoto::at("adele", "48x48").get().media();
    /// assert_eq!(request.to_http("https://graph.microsoft.com")?.uri().path(), "/v1.0/users/adele/photos/48x48/$value");
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn media(self) -> Request<Bytes> {
        let mut plan = self.plan.below("/$value");
        plan.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        Request { plan, read: |_, body| Ok(Bytes::copy_from_slice(body)) }
    }

    /// Stores the bytes that belong to the entity (PUT to `$value`), of a type such as `image/jpeg`.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/users/{userId}/photos/{profilePhotoId}")]
    /// # pub struct ProfilePhoto { pub id: String }
    /// let request = ProfilePhoto::at("adele", "48x48").get().put_media("image/jpeg", vec![0xff, 0xd8]);
    /// let http = request.to_http("https://graph.microsoft.com")?;
    /// assert_eq!((http.method().as_str(), &http.headers()["content-type"]), ("PUT", &"image/jpeg".parse().unwrap()));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn put_media(self, content_type: &str, bytes: impl Into<Bytes>) -> Request<()> {
        let mut plan = self.plan.below("/$value");
        plan.method = Method::PUT;
        plan.body = Some(bytes.into().into());
        let request = Request { plan, read: |_, _| Ok(()) };
        request.header(CONTENT_TYPE.as_str(), content_type)
    }

    /// The request as HTTP, without the client's part (token, client-request-id, user agent): for unit tests of
    /// the code that builds it.
    ///
    /// # Errors
    /// What sending would refuse: see [`InvalidRequest`].
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
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn to_http(&self, endpoint: &str) -> Result<http::Request<Bytes>, Error> {
        self.plan.to_http(&Endpoint::parse(endpoint)?)
    }

    /// Adds a header; a second value for a name replaces the first, save for `Prefer`, whose values add up.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if name.eq_ignore_ascii_case("prefer") {
            return self.prefer(value);
        }
        let parsed = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        if let (Ok(name), Ok(value)) = parsed {
            self.plan.headers.insert(name, value);
        } else {
            self.plan.refuse(InvalidRequest::Header { name: name.to_owned() });
        }
        self
    }

    /// Sends the request only if the entity still has this ETag (`If-Match`); otherwise Graph answers 412.
    pub fn if_match(self, etag: &str) -> Self {
        self.header(IF_MATCH.as_str(), etag)
    }

    /// Sends the request once, whatever comes: no waiting for a service that is busy, no second try after a broken
    /// connection. A token that Graph refuses is replaced all the same.
    pub fn no_retry(mut self) -> Self {
        self.plan.patience.get_or_insert_default().once = true;
        self
    }

    /// How long the client waits for the reply of each try, instead of its own limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.plan.patience.get_or_insert_default().each_try = Some(timeout);
        self
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.plan.method
    }

    /// The address with its placeholders, which holds no ids.
    pub fn template(&self) -> &'static str {
        self.plan.template
    }
}

impl<T: Edm> Request<T> {
    /// A request whose reply always holds an entity.
    pub(crate) fn reading(plan: Plan) -> Self {
        Self { plan, read: |_, body| from_slice(body) }
    }
}

impl<T: Edm> Request<Option<T>> {
    /// A request whose reply may be empty: Graph answers an update with the entity or with 204.
    pub(crate) fn reading_any(plan: Plan) -> Self {
        Self {
            plan,
            read: |status, body| {
                let empty = status == StatusCode::NO_CONTENT || body.iter().all(u8::is_ascii_whitespace);
                if empty { Ok(None) } else { from_slice(body).map(Some) }
            },
        }
    }
}

impl Plan {
    /// Keeps a fault for the time of sending; the first one stands.
    pub(crate) fn refuse(&mut self, fault: InvalidRequest) {
        self.fault.get_or_insert(fault);
    }

    /// The same plan for what lies below its address.
    fn below(mut self, segment: &str) -> Self {
        self.template = extended(self.template, segment);
        self.path.push_str(segment);
        self
    }

    /// The same plan for the next step that Graph names by a link. Where the link leads elsewhere than to the
    /// client's endpoint, sending ends in [`Error::ForeignLink`].
    pub(crate) fn following(self, link: impl Into<String>) -> Self {
        Self { path: link.into(), query: String::new(), ..self }
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

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self { plan: self.plan.clone(), read: self.read }
    }
}

/// Shows the template and never an id, a query or a header's value.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt(f)
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
