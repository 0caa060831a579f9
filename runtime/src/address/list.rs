//! The request for the entities of a collection.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::entity::Entity;
use graph_entity_model::model::read::of_parts;
use graph_entity_model::model::{Edm, ReadError};
use http::Method;
use http::header::{ACCEPT, HeaderValue};

use super::{Items, Page, Pages, ResolvedPath, page};
use crate::client::{Client, Reply, is_not_awaited};
use crate::error::Error;
use crate::query::{Criterion, Expand, Filter, QueryOptions, Selection, Sorting, query_methods};
use crate::request::{Request, RequestSpec, request_methods};

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
    pub(crate) spec: RequestSpec,
    types: PhantomData<fn() -> (E, T)>,
}

impl<E: Entity> List<E> {
    pub(super) fn new(path: ResolvedPath) -> Self {
        Self::of(path.spec(Method::GET))
    }

    /// Reads each item as another type: the choice of derived types of a polymorphic collection. A selection
    /// gains the properties that the derived types require.
    pub fn read_as<T: Edm>(self) -> List<E, T> {
        let mut spec = self.spec;
        super::read_as(&mut spec, E::ABOUT.structure(), T::KIND);
        List::of(spec)
    }
}

impl<E, T> List<E, T> {
    fn of(spec: RequestSpec) -> Self {
        Self { spec, types: PhantomData }
    }

    fn first(&self) -> &RequestSpec {
        &self.spec
    }

    fn query_mut(&mut self) -> &mut QueryOptions {
        &mut self.spec.query
    }
}

/// [`top`](Self::top) limits the first reply, and thereby the size of a page: [`items`](Self::items) still
/// returns all entities, [`send`](Self::send) only the first ones.
impl<E: Entity, T: Edm> List<E, T> {
    query_methods! {
        filter(impl Criterion<E>);
        order_by(impl Sorting<E>);
        select(impl Selection<E>); // several in a tuple: select((A, B))
        expand<U>(Expand<E, U>);
        top(u32);
        skip(u32);
    }

    request_methods!();

    /// Filters with an expression as text. Nothing is checked.
    pub fn filter_raw(self, expression: &str) -> Self {
        self.filter(Filter::raw(expression))
    }

    /// Searches for a phrase (`$search`). The phrase is quoted; [`query`](Self::query) takes a whole
    /// expression.
    pub fn search(self, phrase: &str) -> Self {
        // OData escapes both characters within a phrase with a backslash.
        let phrase = phrase.replace('\\', "\\\\").replace('"', "\\\"");
        self.query("$search", &format!("\"{phrase}\""))
    }

    /// Requests the total number of entities: [`Page::count`]. Graph is known to return wrong values here.
    pub fn count(self) -> Self {
        self.query("$count", "true")
    }

    /// Asks for an advanced query of directory objects, such as users and groups: sets
    /// `ConsistencyLevel: eventual` and `$count=true`. Their `$search`, `ne`, `not`, `endsWith` and a filter beside
    /// an order need it, and so does [`number`](Self::number). The result may be some minutes old.
    ///
    /// Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".
    pub fn eventual(self) -> Self {
        self.header("ConsistencyLevel", "eventual").count()
    }

    /// The request for the number of entities, `GET .../$count`, with the filter and the search of the list.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/users/{userId}")]
    /// # pub struct User { pub id: String, pub display_name: Option<String> }
    /// let number = User::within().list().filter(User::DISPLAY_NAME.starts_with("A")).eventual().number();
    /// let http = number.to_http("https://graph.microsoft.com")?;
    /// assert_eq!(http.uri().path(), "/v1.0/users/$count");
    /// assert_eq!(http.uri().query(), Some("$filter=startswith(displayName,'A')"));
    /// assert_eq!(http.headers()["consistencylevel"], "eventual");
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    ///
    /// Source: Microsoft Graph, "Get the count of the items in a collection"; OData Protocol 4.01, "Requesting
    /// the Number of Items in a Collection".
    pub fn number(self) -> Request<u64> {
        let mut spec = self.spec.join("/$count");
        spec.query.retain_criteria();
        // The number is the whole body, and not JSON.
        spec.headers.insert(ACCEPT, HeaderValue::from_static("text/plain"));
        Request::new(spec, |_, body| read_number(body))
    }

    /// Requests pages of at most `count` entities: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.prefer(&format!("odata.maxpagesize={count}"))
    }

    /// Returns the pages as a stream, which reads the next one when it is asked for it.
    pub fn pages(self, client: &Client) -> Pages<T>
    where
        T: Send + 'static,
    {
        Pages::new(client, self.spec)
    }

    /// The pages from a link on, which an earlier run got from [`Pages::link`]. The link contains the options
    /// of the list; the headers of the list are sent again.
    pub fn pages_from(self, client: &Client, link: &str) -> Pages<T>
    where
        T: Send + 'static,
    {
        self.pages(client).starting_at(link)
    }

    /// Returns the items of all pages as a stream, which reads a page when it is needed.
    pub fn items(self, client: &Client) -> Items<T>
    where
        T: Send + 'static,
    {
        Items::new(self.pages(client))
    }

    /// The items from a link on, which an earlier run got from [`Items::link`].
    pub fn items_from(self, client: &Client, link: &str) -> Items<T>
    where
        T: Send + 'static,
    {
        Items::new(self.pages_from(client, link))
    }

    /// Sends the request for the first page only.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<Page<T>>, Error> {
        self.into_request().send(client).await
    }

    /// Sends the request for the first page only, as a blocking call, for which see
    /// [`Request::send_blocking`].
    ///
    /// # Errors
    /// See [`Error`].
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self, client: &Client) -> Result<Reply<Page<T>>, Error> {
        self.into_request().send_blocking(client)
    }

    /// Returns the request for the first page, for an HTTP client of the program's own. A [`Batch`](crate::Batch) takes
    /// the list itself.
    pub fn into_request(self) -> Request<Page<T>> {
        page::reading(self.spec)
    }
}

impl<E: Entity, T: Edm> From<List<E, T>> for Request<Page<T>> {
    fn from(list: List<E, T>) -> Self {
        list.into_request()
    }
}

/// The digits, which some services write after a byte order mark.
fn read_number(body: &[u8]) -> Result<u64, ReadError> {
    let digits = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(digits).map_err(|error| of_parts(&error))
}

is_not_awaited!(impl<E, T> List<E, T> => Page<T>);

impl<E, T> Clone for List<E, T> {
    fn clone(&self) -> Self {
        Self::of(self.spec.clone())
    }
}

/// Shows the template and the names of the options, never an id or a value.
impl<E, T> fmt::Debug for List<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("template", &self.spec.template)
            .field("options", &self.spec.query)
            .finish_non_exhaustive()
    }
}
