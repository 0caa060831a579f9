//! The request for a collection's entities, before it is sent.

use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use bytes::Bytes;
use http::Method;

use super::{Items, Page, Pages, Place, page};
use crate::client::{Client, Reply};
use crate::entity::Entity;
use crate::error::Error;
use crate::model::Edm;
use crate::query::{Expand, Filter, Options, Order, Selection};
use crate::request::Request;

/// A request for the entities of a collection, read as `T`.
///
/// ```
/// use graph_entity::graph_entity;
///
/// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
/// struct ManagedDevice {
///     id: String,
///     device_name: Option<String>,
/// }
///
/// let list = ManagedDevice::within().list().filter(ManagedDevice::DEVICE_NAME.starts_with("R&D")).top(5);
/// let http = list.to_http("https://graph.microsoft.com")?;
/// assert_eq!(http.uri().query(), Some("$filter=startswith(deviceName,'R%26D')&$top=5"));
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Source: Microsoft Graph, "Use query parameters", "Paging Microsoft Graph data".
#[must_use = "a list does nothing until it is sent"]
pub struct List<E, T = E> {
    /// Without the options, which are put into it at the end.
    request: Request<Page<T>>,
    options: Options,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> List<E> {
    pub(crate) fn new(place: Place) -> Self {
        Self::of(page::reading(place.plan(Method::GET)), Options::default())
    }

    /// Reads each item as another type: the choice of derived types of a polymorphic collection. A selection gains what
    /// the derived types cannot be read without.
    pub fn read_as<T: Edm>(self) -> List<E, T> {
        let mut plan = self.request.plan;
        super::ask_for_members(&mut plan, E::ABOUT.structure, T::KIND);
        List::of(page::reading(plan), self.options)
    }
}

impl<E: Entity, T: Edm> List<E, T> {
    fn of(request: Request<Page<T>>, options: Options) -> Self {
        Self { request, options, entity: PhantomData }
    }

    /// The entities for which an expression holds. A second filter narrows the first: both must hold.
    pub fn filter(mut self, filter: Filter<E>) -> Self {
        self.options.filter(filter);
        self
    }

    /// The same with an expression as text. Nothing is checked.
    pub fn filter_raw(self, expression: &str) -> Self {
        self.filter(Filter::raw(expression))
    }

    /// Sorted by a property; a second call sorts what the first left equal.
    pub fn order_by(mut self, order: Order<E>) -> Self {
        self.options.order_by(order);
        self
    }

    /// These properties alone; the key and every property whose field is not an `Option` are added, and the other fields
    /// are `None`. A second selection adds to the first.
    pub fn select(mut self, selection: impl Selection<E>) -> Self {
        self.options.select(selection);
        self
    }

    /// Related entities along with each.
    pub fn expand<U>(mut self, expand: Expand<E, U>) -> Self {
        self.options.expand(expand);
        self
    }

    /// At most so many entities in the reply: `$top`. Where more remain, Graph takes it for the size of a page and links
    /// to the next one, so that [`items`](Self::items) gives all of them, and [`send`](Self::send) the first ones.
    pub fn top(mut self, count: u32) -> Self {
        self.options.set("$top", count.to_string());
        self
    }

    /// Without so many at the start.
    pub fn skip(mut self, count: u32) -> Self {
        self.options.set("$skip", count.to_string());
        self
    }

    /// The entities that a search phrase finds; it is quoted here. [`query`](Self::query) takes a whole expression.
    pub fn search(mut self, phrase: &str) -> Self {
        let phrase = phrase.replace('\\', "\\\\").replace('"', "\\\"");
        self.options.set("$search", format!("\"{phrase}\""));
        self
    }

    /// Asks for the number of entities in all: [`Page::count`]. Graph has been seen to be wrong about it.
    pub fn count(mut self) -> Self {
        self.options.set("$count", "true".to_owned());
        self
    }

    /// Sets a query option that has no method of its own, percent-encoded here.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.options.set(name.to_owned(), value.to_owned());
        self
    }

    /// Asks for pages of at most so many entities: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.prefer(&format!("odata.maxpagesize={count}"))
    }

    /// Asks for a preference beside those there are.
    pub fn prefer(self, preference: &str) -> Self {
        Self { request: self.request.prefer(preference), ..self }
    }

    /// Adds a header, which is sent with every page: `ConsistencyLevel`. See [`Request::header`].
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// How long the client waits for each page. See [`Request::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { request: self.request.timeout(timeout), ..self }
    }

    /// Sends the request for each page once, whatever comes. See [`Request::no_retry`].
    pub fn no_retry(self) -> Self {
        Self { request: self.request.no_retry(), ..self }
    }

    /// The pages, one after the other.
    pub fn pages(self, client: &Client) -> Pages<T>
    where
        T: Send + 'static,
    {
        Pages::new(client, self.into_request().plan)
    }

    /// The pages from a link on, which [`Pages::link`] gave to an earlier run. The options of the list are in the link;
    /// its headers are sent again.
    pub fn pages_from(self, client: &Client, link: &str) -> Pages<T>
    where
        T: Send + 'static,
    {
        self.pages(client).starting_at(link)
    }

    /// The items of all pages, one after the other.
    pub fn items(self, client: &Client) -> Items<T>
    where
        T: Send + 'static,
    {
        Items::new(self.pages(client))
    }

    /// The items from a link on, which [`Items::link`] gave to an earlier run.
    pub fn items_from(self, client: &Client, link: &str) -> Items<T>
    where
        T: Send + 'static,
    {
        Items::new(self.pages_from(client, link))
    }

    /// Sends the request for the first page alone.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<Page<T>>, Error> {
        self.into_request().send(client).await
    }

    /// The request for the first page.
    pub fn into_request(mut self) -> Request<Page<T>> {
        self.options.select_of_derived(E::ABOUT.structure, T::KIND);
        let mut request = self.request;
        self.options.add_to(&mut request.plan.query);
        if let Some(fault) = self.options.into_fault() {
            request.plan.refuse(fault);
        }
        request
    }

    /// The request for the first page as HTTP. See [`Request::to_http`].
    ///
    /// # Errors
    /// What sending would refuse: see [`InvalidRequest`](crate::InvalidRequest).
    pub fn to_http(&self, endpoint: &str) -> Result<http::Request<Bytes>, Error> {
        self.clone().into_request().to_http(endpoint)
    }
}

impl<E, T> Clone for List<E, T> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), options: self.options.clone(), entity: PhantomData }
    }
}

/// Shows the template and the options' names, never an id or a value.
impl<E, T> fmt::Debug for List<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("template", &self.request.plan.template)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
