//! Addresses, and the verbs they take: of one entity, and of a collection of entities.

mod collection;
mod list;
mod page;
mod pages;
mod reference;

use core::fmt;
use core::marker::PhantomData;

use http::{HeaderMap, Method};

pub use collection::Collection;
pub use list::List;
pub use page::Page;
pub(crate) use page::{holds_a_list, read as read_page};
pub(crate) use pages::hash;
pub use pages::{Items, Pages};

use crate::base::{InvalidRequest, PathValue, UNKNOWN_MEMBERS, add_preference, fill, prefer};
use crate::entity::operation::{self, Permits};
use crate::entity::{Entity, EntityInfo, Mode, PatchBody};
use crate::model::{Edm, Kind, TypeInfo};
use crate::query::{Expand, Options, Selection};
use crate::request::{Plan, Request};

/// The address of one entity of type `E`, made by the entity's `at`.
#[must_use = "an address does nothing until a verb makes a request of it"]
pub struct Address<E> {
    place: Place,
    entity: PhantomData<fn() -> E>,
}

/// An address without its type, so that one piece of code serves every entity.
#[derive(Clone)]
pub(crate) struct Place {
    about: &'static EntityInfo,
    pub(crate) template: &'static str,
    pub(crate) path: Result<String, InvalidRequest>,
}

impl<E: Entity> Address<E> {
    /// The address that the entity's template and the values of its placeholders make. Called by the emitted `at`.
    #[doc(hidden)]
    #[inline]
    pub fn new(values: &[PathValue]) -> Self {
        Self { place: Place::new(E::ABOUT, E::ABOUT.path, values), entity: PhantomData }
    }

    /// The same for a further address of the entity.
    #[doc(hidden)]
    #[inline]
    pub fn further(template: &'static str, values: &[PathValue]) -> Self {
        Self { place: Place::new(E::ABOUT, template, values), entity: PhantomData }
    }

    /// Reads the entity.
    pub fn get(self) -> Request<E>
    where
        E: Permits<operation::get>,
    {
        Request::reading(self.place.plan(Method::GET))
    }

    /// Changes the properties that the patch names and leaves the others as they are.
    ///
    /// The reply holds the entity as Graph then has it, or nothing where Graph answers 204.
    pub fn update(self, patch: E::Patch) -> Request<Option<E>>
    where
        E: Permits<operation::update>,
    {
        Request::reading_any(self.place.with_body(Method::PATCH, patch.into()))
    }

    /// Replaces the entity: what the body leaves out is reset. Not an upsert.
    pub fn replace(self, body: E::New) -> Request<Option<E>>
    where
        E: Permits<operation::replace>,
    {
        Request::reading_any(self.place.with_body(Method::PUT, body.into()))
    }

    /// Creates the entity under this key, or changes it where it exists: PATCH with `Prefer: idempotent`.
    ///
    /// Source: Microsoft Graph, "Upsert".
    pub fn upsert(self, body: E::New) -> Request<Option<E>>
    where
        E: Permits<operation::upsert>,
    {
        let mut plan = self.place.with_body(Method::PATCH, body.into());
        prefer(&mut plan.headers, "idempotent");
        Request::reading_any(plan)
    }

    /// Deletes the entity.
    pub fn delete(self) -> Request<()>
    where
        E: Permits<operation::delete>,
    {
        Request::reading_nothing(self.place.plan(Method::DELETE))
    }
}

impl<E: Entity> Request<E> {
    /// Reads these properties alone; the key and every property whose field is not an `Option` are added, and the other
    /// fields are `None`. A second selection adds to the first.
    pub fn select(self, selection: impl Selection<E>) -> Self {
        let mut options = Options::default();
        options.select(selection);
        self.with_options(options)
    }

    /// Reads a related entity along.
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
    pub fn expand<T>(self, expand: Expand<E, T>) -> Self {
        let mut options = Options::default();
        options.expand(expand);
        self.with_options(options)
    }

    /// Reads the reply as another type: the choice of derived types where the entity may be of any of them. Comes behind
    /// `select`, to which it adds what the derived types cannot be read without.
    pub fn read_as<T: Edm>(self) -> Request<T> {
        let mut plan = self.plan;
        let base = E::ABOUT.structure;
        if let Some(names) = selected(&plan.query) {
            let mut options = Options::default();
            options.select_again(names, base, T::KIND);
            options.add_to(&mut plan.query);
        }
        ask_for_members(&mut plan, base, T::KIND);
        Request::reading(plan)
    }
}

impl<T> Request<T> {
    /// Asks for a preference beside those there are: `return=minimal`, `return=representation`.
    ///
    /// Source: OData Protocol 4.01, "Header Prefer".
    pub fn prefer(mut self, preference: &str) -> Self {
        if let Err(fault) = add_preference(&mut self.plan.headers, preference) {
            self.plan.refuse(fault);
        }
        self
    }

    /// Sets a query option that has no method of its own, percent-encoded here: `$format`, or one of the service's.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// # pub struct DeviceCategory { pub id: String }
    /// let http = DeviceCategory::at("1").get().query("$format", "application/json;odata.metadata=full");
    /// let http = http.to_http("https://graph.microsoft.com")?;
    /// assert_eq!(http.uri().query(), Some("$format=application/json;odata.metadata=full"));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn query(self, name: &str, value: &str) -> Self {
        let mut options = Options::default();
        options.set(name.to_owned(), value.to_owned());
        self.with_options(options)
    }

    pub(crate) fn with_options(mut self, options: Options) -> Self {
        options.add_to(&mut self.plan.query);
        if let Some(fault) = options.into_fault() {
            self.plan.refuse(fault);
        }
        self
    }
}

impl Request<()> {
    /// A request whose reply says nothing beyond its status.
    pub(crate) fn reading_nothing(plan: Plan) -> Self {
        Self { plan, read: |_, _| Ok(()) }
    }
}

/// What a query selects, if anything.
fn selected(query: &str) -> Option<Vec<String>> {
    let names = query.split('&').find_map(|pair| pair.strip_prefix("$select="))?;
    Some(names.split(',').map(str::to_owned).collect())
}

/// Asks for the later members of evolvable enumerations where the type that is read has some and the declared one has
/// not.
fn ask_for_members(plan: &mut Plan, base: &'static TypeInfo, kind: Kind) {
    let has_more = match kind {
        Kind::OneOf(info) => info().types.iter().any(|info| info().is_evolvable()),
        Kind::Complex(info) | Kind::Entity(info) => info().is_evolvable(),
        _ => false,
    };
    if has_more && !base.is_evolvable() {
        prefer(&mut plan.headers, UNKNOWN_MEMBERS);
    }
}

impl Place {
    fn new(about: &'static EntityInfo, template: &'static str, values: &[PathValue]) -> Self {
        Self { about, template, path: fill(template, values) }
    }

    fn plan(self, method: Method) -> Plan {
        let (path, fault) = match self.path {
            Ok(path) => (path, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        let mut headers = HeaderMap::new();
        if self.about.structure.is_evolvable() {
            prefer(&mut headers, UNKNOWN_MEMBERS);
        }
        Plan {
            method,
            version: self.about.version,
            template: self.template,
            path,
            query: String::new(),
            headers,
            body: None,
            permissions: Some(&self.about.permissions),
            patience: None,
            fault,
        }
    }

    fn with_body<M: Mode>(self, method: Method, body: PatchBody<M>) -> Plan {
        let mut plan = self.plan(method);
        match body.into_body() {
            Ok(body) => plan.body = Some(body),
            Err(fault) => plan.refuse(fault),
        }
        plan
    }
}

impl<E> Clone for Address<E> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), entity: PhantomData }
    }
}

/// Shows the template and never an id.
impl<E> fmt::Debug for Address<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("template", &self.place.template).finish_non_exhaustive()
    }
}
