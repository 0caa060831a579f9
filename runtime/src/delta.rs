//! What has changed since the last time: Graph's delta query, its request.

mod change;
mod changes;
mod item;
mod page;
mod token;

use core::fmt;
use core::time::Duration;

use bytes::Bytes;

use crate::address::{Collection, List};
use crate::base::extended;
use crate::client::Client;
use crate::entity::Entity;
use crate::entity::operation::{self, Permits};
use crate::error::Error;
use crate::query::{Expand, Filter, Order, Selection};
use crate::request::{Plan, follow};

pub use change::{Change, Changed, Link, Presence, Removed, RemovedReason};
pub use changes::Changes;
pub use token::DeltaToken;

/// A request for the changes of a collection: everything at first, and from a stored [`DeltaToken`] on what has changed
/// since. Made by [`Collection::delta`](crate::Collection::delta).
///
/// Graph writes the options into the links it gives, so they need no repetition; but give those of the first run to every
/// run, since Graph may want all to [start again](Change::Restarted), and then they are needed. Which options a collection
/// takes is Graph's affair, `select` being taken by most.
///
/// ```
/// use std::collections::HashMap;
/// use graph_entity::{Change, Client, DeltaToken, graph_entity};
///
/// #[graph_entity(path = "/users/{userId}", operations(get, list, delta))]
/// #[derive(Debug)]
/// struct User {
///     id: String,
///     display_name: Option<String>,
/// }
///
/// /// Brings a store up to date and gives the token for the next time.
/// async fn catch_up(
///     client: &Client,
///     store: &mut HashMap<String, User>,
///     token: Option<DeltaToken>,
/// ) -> Result<Option<DeltaToken>, Box<dyn std::error::Error>> {
///     let delta = User::within().delta().select(User::DISPLAY_NAME);
///     let delta = match token {
///         Some(token) => delta.from_token(token),
///         None => delta,
///     };
///     let mut changes = delta.changes(client);
///     while let Some(change) = changes.next().await {
///         match change? {
///             Change::Changed(user) => match store.get_mut(user.id()) {
///                 Some(known) => user.apply_to(known)?,
///                 None => drop(store.insert(user.id().to_owned(), user.read()?)),
///             },
///             Change::Removed(user) => drop(store.remove(user.id())),
///             Change::Restarted(_) => store.clear(),
///         }
///     }
///     Ok(changes.token().cloned())
/// }
/// ```
///
/// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
#[must_use = "a delta does nothing until its changes are asked for"]
pub struct Delta<E> {
    list: List<E>,
    start: Start,
}

/// Where the changes start.
#[derive(Clone)]
enum Start {
    /// With all there is.
    Beginning,
    /// With nothing: from now on.
    Latest,
    /// Where an earlier run ended.
    Token(DeltaToken),
}

impl<E: Entity> Collection<E> {
    /// Asks for the entities that have changed since the last time; at first, for all of them.
    ///
    /// Source: OData Protocol 4.01, "Requesting Changes"; Microsoft Graph, "Use delta query to track changes in Microsoft
    /// Graph data".
    pub fn delta(self) -> Delta<E>
    where
        E: Permits<operation::delta>,
    {
        let mut place = self.place;
        place.template = extended(place.template, "/delta");
        place.path = place.path.map(|path| path + "/delta");
        Delta::new(List::new(place))
    }
}

impl<E: Entity> Delta<E> {
    fn new(list: List<E>) -> Self {
        Self { list, start: Start::Beginning }
    }

    /// Goes on where an earlier run ended, with [`Changes::token`], or stopped, with [`Changes::checkpoint`].
    pub fn from_token(self, token: DeltaToken) -> Self {
        Self { start: Start::Token(token), ..self }
    }

    /// Leaves out what there is: no items, and a token to see what changes from now on (`$deltatoken=latest`).
    ///
    /// Not every service takes it; files and lists have `query("token", "latest")` instead, and Outlook has neither.
    pub fn latest(self) -> Self {
        Self { start: Start::Latest, ..self }
    }

    /// Changes of these properties alone. The key and every property whose field is not an `Option` are added, as in a
    /// list.
    pub fn select(self, selection: impl Selection<E>) -> Self {
        self.with(|list| list.select(selection))
    }

    /// The entities for which an expression holds: for users and groups a choice of keys, for messages one by date.
    pub fn filter(self, filter: Filter<E>) -> Self {
        self.with(|list| list.filter(filter))
    }

    /// Sorted by a property, where the service can do so.
    pub fn order_by(self, order: Order<E>) -> Self {
        self.with(|list| list.order_by(order))
    }

    /// Related entities along with each, whose changes [`Changed::related`] then has.
    pub fn expand<T>(self, expand: Expand<E, T>) -> Self {
        self.with(|list| list.expand(expand))
    }

    /// Sets a query option that has no method of its own, percent-encoded here.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.with(|list| list.query(name, value))
    }

    /// Asks for pages of at most so many items: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.with(|list| list.page_size(count))
    }

    /// Asks for a preference beside those there are. With `return=minimal`, an item of users and groups holds what has
    /// changed and nothing else.
    pub fn prefer(self, preference: &str) -> Self {
        self.with(|list| list.prefer(preference))
    }

    /// Adds a header, which is sent with every page. See [`Request::header`](crate::Request::header).
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|list| list.header(name, value))
    }

    /// How long the client waits for each page. See [`Request::timeout`](crate::Request::timeout).
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|list| list.timeout(timeout))
    }

    /// Sends the request for each page once, whatever comes. See [`Request::no_retry`](crate::Request::no_retry).
    pub fn no_retry(self) -> Self {
        self.with(List::no_retry)
    }

    /// The changes, one after the other.
    pub fn changes(self, client: &Client) -> Changes<E> {
        let start = self.plan();
        let token = if let Start::Token(token) = self.start { Some(token) } else { None };
        Changes::new(client, self.list.into_request().plan, start, token)
    }

    /// The request for the first page as HTTP. See [`Request::to_http`](crate::Request::to_http).
    ///
    /// # Errors
    /// What sending would refuse: see [`InvalidRequest`](crate::InvalidRequest); and [`Error::ForeignLink`] for a token of
    /// another service.
    pub fn to_http(&self, endpoint: &str) -> Result<http::Request<Bytes>, Error> {
        self.plan().to_http(&endpoint.parse()?)
    }

    fn with(self, change: impl FnOnce(List<E>) -> List<E>) -> Self {
        Self { list: change(self.list), ..self }
    }

    /// The request for the first page.
    fn plan(&self) -> Plan {
        let list = self.list.clone();
        match &self.start {
            Start::Beginning => list.into_request().plan,
            Start::Latest => list.query("$deltatoken", "latest").into_request().plan,
            Start::Token(token) => follow(list.into_request().plan, token.as_str()),
        }
    }
}

impl<E> Clone for Delta<E> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone(), start: self.start.clone() }
    }
}

/// Shows the template and the options' names, never an id, a value or a token.
impl<E> fmt::Debug for Delta<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delta").field("list", &self.list).finish_non_exhaustive()
    }
}
