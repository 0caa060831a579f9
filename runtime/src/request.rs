//! A request as plain data: built without I/O, inspected without a server.

mod link;
mod spec;

use core::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, IF_MATCH};
use http::{Method, StatusCode};

pub(crate) use self::spec::{RequestOptions, RequestSpec, Target, request_methods};
use crate::model::{Edm, ReadError, from_slice};
use crate::query::QueryOptions;

/// A request to Microsoft Graph whose reply holds a `T`.
///
/// Plain data: nothing has been sent, and building never fails. A fault found on the way (an empty patch, a key
/// that Graph cannot take) waits until the request is sent or inspected, which unit tests of the code that builds one do:
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
    pub(crate) spec: RequestSpec,
    pub(crate) read: fn(StatusCode, &[u8]) -> Result<T, ReadError>,
}

impl<T> Request<T> {
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
        let mut spec = self.spec.below("/$value");
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        Request { spec, read: |_, body| Ok(Bytes::copy_from_slice(body)) }
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
        let mut spec = self.spec.below("/$value");
        spec.method = Method::PUT;
        spec.body = Some(bytes.into().into());
        let request = Request { spec, read: |_, _| Ok(()) };
        request.header(CONTENT_TYPE.as_str(), content_type)
    }

    request_methods!();

    fn first(&self) -> &RequestSpec {
        &self.spec
    }

    /// For the query options, of which each type of reply takes its own.
    pub(crate) fn query_mut(&mut self) -> &mut QueryOptions {
        &mut self.spec.query
    }

    /// Sends the request only if the entity still has this ETag (`If-Match`); otherwise Graph answers 412.
    pub fn if_match(self, etag: &str) -> Self {
        self.header(IF_MATCH.as_str(), etag)
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.spec.method
    }

    /// The address with its placeholders, which holds no ids.
    pub fn template(&self) -> &str {
        &self.spec.template
    }
}

impl<T: Edm> Request<T> {
    /// A request whose reply always holds an entity.
    pub(crate) fn reading(spec: RequestSpec) -> Self {
        Self { spec, read: |_, body| from_slice(body) }
    }
}

impl<T: Edm> Request<Option<T>> {
    /// A request whose reply may be empty: Graph answers an update with the entity or with 204.
    pub(crate) fn reading_any(spec: RequestSpec) -> Self {
        Self {
            spec,
            read: |status, body| {
                let empty = status == StatusCode::NO_CONTENT || body.iter().all(u8::is_ascii_whitespace);
                if empty { Ok(None) } else { from_slice(body).map(Some) }
            },
        }
    }
}

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), read: self.read }
    }
}

/// Shows the template and never an id, a query or a header's value.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}
