//! Addresses of entities and collections, and the requests made from them.

mod collection;
mod list;
mod page;
mod pages;
mod parts;
mod preauthorized;
mod reference;
mod untyped;

use core::fmt;
use core::marker::PhantomData;
use std::borrow::Cow;

use bytes::Bytes;
use graph_entity_model::base::{InvalidRequestError, PathValue, fill};
use graph_entity_model::entity::operation::{self, Permits};
use graph_entity_model::entity::{Entity, EntityInfo, Mode, NewBody, PatchBody, into_body};
use graph_entity_model::model::{Edm, Kind, TypeInfo};
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

pub use collection::Collection;
pub use list::List;
pub(crate) use page::read as read_page;
pub use page::{Page, UnreadableItem};
pub(crate) use pages::{EmptyPages, hash};
pub use pages::{Items, Pages};
pub use parts::Parts;

use crate::base::{UNKNOWN_MEMBERS, prefer};
use crate::query::{Expand, Selection, query_methods};
use crate::request::{Request, RequestSpec, Sent};

/// The address of one entity of type `E`. Returned by the entity's `at`.
#[must_use = "an address does nothing until a verb makes a request of it"]
pub struct Address<E> {
    path: ResolvedPath,
    entity: PhantomData<fn() -> E>,
}

/// An address without the entity's type, so that its code is compiled once for all entities.
#[derive(Clone)]
pub(crate) struct ResolvedPath {
    about: &'static EntityInfo,
    template: Cow<'static, str>,
    path: Result<String, InvalidRequestError>,
}

impl<E: Entity> Address<E> {
    /// Fills the entity's path with values for its placeholders. Called by the emitted `at`.
    #[doc(hidden)]
    #[inline]
    pub fn new(values: &[PathValue]) -> Self {
        Self { path: ResolvedPath::new(E::ABOUT, E::ABOUT.path(), values), entity: PhantomData }
    }

    /// Fills a further path of the entity.
    #[doc(hidden)]
    #[inline]
    pub fn further(template: &'static str, values: &[PathValue]) -> Self {
        Self { path: ResolvedPath::new(E::ABOUT, template, values), entity: PhantomData }
    }

    /// Reads the entity: GET at this address.
    pub fn get(self) -> Request<E>
    where
        E: Permits<operation::get>,
    {
        Request::reading(self.path.spec(Method::GET))
    }

    /// Changes the properties in the patch and leaves the others unchanged.
    ///
    /// The reply contains the entity in its new state, or `None` if Graph answers 204.
    pub fn update(self, patch: E::Patch) -> Request<Option<E>>
    where
        E: Permits<operation::update>,
    {
        Request::reading_any(self.path.with_body(Method::PATCH, patch.into()))
    }

    /// Replaces the entity: properties that the body leaves out are reset. Not an upsert.
    /// [`Patch::copy_of`](crate::Patch::copy_of) makes the body from an entity that was read.
    pub fn replace(self, body: impl NewBody<E>) -> Request<Option<E>>
    where
        E: Permits<operation::replace>,
    {
        Request::reading_any(self.path.with_body(Method::PUT, body.into_body()))
    }

    /// Creates the entity with this key, or changes it if it exists: PATCH with `Prefer: create-if-missing`. The
    /// reply has the entity if it was created, with 201, and mostly nothing if it was changed, with 204.
    ///
    /// Source: Microsoft Graph, "Upsert application", "Upsert group".
    pub fn upsert(self, body: impl NewBody<E>) -> Request<Option<E>>
    where
        E: Permits<operation::upsert>,
    {
        let mut spec = self.path.with_body(Method::PATCH, body.into_body());
        prefer(&mut spec.headers, "create-if-missing");
        Request::reading_any(spec)
    }

    /// Deletes the entity: DELETE at this address. Graph answers 204.
    pub fn delete(self) -> Request<()>
    where
        E: Permits<operation::delete>,
    {
        Request::reading_nothing(self.path.spec(Method::DELETE))
    }

    /// Reads the entity's media stream, `$value`, as of a photo, a script or a file.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/users/{userId}/photos/{profilePhotoId}")]
    /// # pub struct ProfilePhoto { pub id: String }
    /// let request = ProfilePhoto::at("adele", "48x48").media();
    /// assert_eq!(request.to_http("https://graph.microsoft.com")?.uri().path(), "/v1.0/users/adele/photos/48x48/$value");
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn media(self) -> Request<Bytes> {
        let mut spec = self.path.join("/$value").spec(Method::GET);
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        spec.options.follows_redirect = true;
        Request::reading_bytes(spec)
    }

    /// Writes the entity's media stream (PUT to `$value`), with a content type such as `image/jpeg`.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/users/{userId}/photos/{profilePhotoId}")]
    /// # pub struct ProfilePhoto { pub id: String }
    /// let request = ProfilePhoto::at("adele", "48x48").put_media("image/jpeg", vec![0xff, 0xd8]);
    /// let http = request.to_http("https://graph.microsoft.com")?;
    /// assert_eq!((http.method().as_str(), &http.headers()["content-type"]), ("PUT", &"image/jpeg".parse().unwrap()));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn put_media(self, content_type: &str, bytes: impl Into<Bytes>) -> Request<()> {
        let mut spec = self.path.join("/$value").spec(Method::PUT);
        spec.body = Some(bytes.into().into());
        spec.header(CONTENT_TYPE.as_str(), content_type);
        Request::reading_nothing(spec)
    }
}

/// A request for one entity. Related entities can be expanded.
///
/// ```
/// use graph_entity::graph_entity;
///
/// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
/// struct ManagedDevice {
///     id: String,
///     #[graph(navigation)]
///     device_category: Option<DeviceCategory>,
/// }
///
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// struct DeviceCategory {
///     id: String,
///     display_name: Option<String>,
/// }
///
/// let category = ManagedDevice::DEVICE_CATEGORY.expand().select(DeviceCategory::DISPLAY_NAME);
/// let http = ManagedDevice::at("1").get().expand(category).to_http("https://graph.microsoft.com")?;
/// assert_eq!(http.uri().query(), Some("$expand=deviceCategory($select=displayName,id)"));
/// # Ok::<(), graph_entity::Error>(())
/// ```
impl<E: Entity> Request<E> {
    query_methods! {
        select(impl Selection<E>); // several in a tuple: select((A, B))
        expand<T>(Expand<E, T>);
    }

    /// Reads the reply as another type: the choice of derived types if the entity may be of any of them. A
    /// selection gains the properties that the derived types require.
    pub fn read_as<T: Edm>(self) -> Request<T> {
        let mut spec = *self.spec;
        read_as(&mut spec, E::ABOUT.structure(), T::KIND);
        Request::reading(spec)
    }
}

impl Request<()> {
    /// A request whose reply contains only a status.
    pub(crate) fn reading_nothing(spec: RequestSpec) -> Self {
        Self::new(spec, |_, _| Ok(()))
    }
}

/// Adjusts a request for a reply that is read as another type than the declared one: adds the properties that
/// the type requires to a selection, and asks for later members of evolvable enumerations if only the new
/// type has some.
fn read_as(spec: &mut RequestSpec, base: &'static TypeInfo, kind: Kind) {
    spec.query.read_as(base, kind);
    let has_more = match kind {
        Kind::OneOf(info) => info.types().any(TypeInfo::is_evolvable),
        Kind::Complex(info) | Kind::Entity(info) => info().is_evolvable(),
        _ => false,
    };
    if has_more && !base.is_evolvable() {
        prefer(&mut spec.headers, UNKNOWN_MEMBERS);
    }
}

impl ResolvedPath {
    fn new(about: &'static EntityInfo, template: &'static str, values: &[PathValue]) -> Self {
        Self { about, template: template.into(), path: fill(template, values) }
    }

    /// The address with a segment appended.
    pub(crate) fn join(self, segment: &str) -> Self {
        let template = format!("{}{segment}", self.template).into();
        Self { template, path: self.path.map(|path| path + segment), ..self }
    }

    pub(crate) fn spec(self, method: Method) -> RequestSpec {
        let (path, error) = match self.path {
            Ok(path) => (path, None),
            Err(error) => (String::new(), Some(error)),
        };
        let about = self.about;
        let permissions = Some(about.permissions());
        let mut spec = RequestSpec::new(method, about.version(), self.template, path, permissions);
        spec.error = error;
        spec.options.is_of_directory = about.is_directory_object();
        if about.structure().is_evolvable() {
            prefer(&mut spec.headers, UNKNOWN_MEMBERS);
        }
        spec
    }

    fn with_body<M: Mode>(self, method: Method, body: PatchBody<M>) -> RequestSpec {
        let properties = self.about.structure().properties();
        let mut spec = self.spec(method);
        spec.declared.sent = Sent::Members(properties);
        match into_body(body) {
            Ok(body) => spec.body = Some(body),
            Err(error) => spec.refuse(error),
        }
        spec
    }
}

impl<E> Clone for Address<E> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), entity: PhantomData }
    }
}

/// Shows the template, never an id.
impl<E> fmt::Debug for Address<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("template", &self.path.template).finish_non_exhaustive()
    }
}
