//! What has changed since the last time: Graph's delta query, its request.

mod change;
mod changes;
mod item;
mod page;
mod token;

use core::fmt;
use core::marker::PhantomData;

use http::Method;

use crate::address::Collection;
use crate::client::Client;
use crate::entity::Entity;
use crate::entity::operation::{self, Permits};
use crate::query::{Expand, Filter, Order, QueryOptions, Selection, query_methods};
use crate::request::{RequestSpec, request_methods};

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
/// [`select`](Self::select) limits the changes to those of the properties; [`filter`](Self::filter) is for users and groups a
/// choice of keys, for messages one by date; of what [`expand`](Self::expand) reads along, [`Changed::related`] has the
/// changes. With `prefer("return=minimal")`, an item of users and groups holds what has changed and nothing else.
///
/// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
#[must_use = "a delta does nothing until its changes are asked for"]
pub struct Delta<E> {
    /// That for everything there is.
    spec: RequestSpec,
    start: Start,
    entity: PhantomData<fn() -> E>,
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
        Delta {
            spec: self.path.join("/delta").spec(Method::GET),
            start: Start::Beginning,
            entity: PhantomData,
        }
    }
}

impl<E: Entity> Delta<E> {
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

    query_methods! {
        select(impl Selection<E>);
        filter(Filter<E>);
        order_by(Order<E>);
        expand<T>(Expand<E, T>);
    }

    request_methods!();

    /// Asks for pages of at most so many items: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.prefer(&format!("odata.maxpagesize={count}"))
    }

    /// The changes, one after the other.
    pub fn changes(self, client: &Client) -> Changes<E> {
        let first = self.first();
        let token = if let Start::Token(token) = self.start { Some(token) } else { None };
        Changes::new(client, self.spec, first, token)
    }
}

impl<E> Delta<E> {
    /// The request for the first page.
    fn first(&self) -> RequestSpec {
        let mut spec = self.spec.clone();
        match &self.start {
            Start::Beginning => spec,
            Start::Latest => {
                spec.query.set("$deltatoken", "latest".to_owned());
                spec
            }
            Start::Token(token) => spec.with_link(token.as_str()),
        }
    }

    fn query_mut(&mut self) -> &mut QueryOptions {
        &mut self.spec.query
    }
}

impl<E> Clone for Delta<E> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), start: self.start.clone(), entity: PhantomData }
    }
}

/// Shows the template and the options' names, never an id, a value or a token.
impl<E> fmt::Debug for Delta<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delta")
            .field("template", &self.spec.template)
            .field("options", &self.spec.query)
            .finish_non_exhaustive()
    }
}
