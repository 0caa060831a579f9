//! A request as plain data: built without I/O, inspected without a server.

mod link;
mod spec;

use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, IF_MATCH};
use http::{Method, StatusCode};

pub(crate) use self::link::follow;
pub(crate) use self::spec::{Patience, Plan};
use crate::base::{Endpoint, InvalidRequest};
use crate::error::Error;
use crate::model::{Edm, ReadError, from_slice};

/// A request to Microsoft Graph whose reply holds a `T`.
///
/// Plain data: nothing has been sent, and building never fails. A fault found on the way (an empty patch, a key
/// that Graph cannot take) waits until the request is sent or inspected.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    pub(crate) plan: Plan,
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
