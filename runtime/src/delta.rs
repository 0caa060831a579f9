//! Delta queries: the request.

mod change;
mod changes;
mod item;
mod page;
mod token;

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::entity::Entity;
use graph_entity_model::entity::operation::{self, Permits};
use graph_entity_model::model::{Edm, key_name};
use http::Method;

use crate::address::Collection;
use crate::client::Client;
use crate::query::{Criterion, Expand, QueryOptions, Selection, Sorting, query_methods};
use crate::request::{RequestSpec, request_methods};

pub use change::{Change, Changed, Link, Presence, Removed, RemovedReason};
pub use changes::Changes;
pub use token::DeltaToken;

/// A request for the changes of a collection: all entities at first, and with a stored [`DeltaToken`] the
/// changes since then. Created by [`Collection::delta`](crate::Collection::delta).
///
/// Graph includes the options in its links. Set them on every run anyway: Graph may require a full
/// [restart](Change::Restarted), which needs them. Which options a collection supports depends on Graph; most
/// support `select`.
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
/// [`select`](Self::select) limits the changes to those of the properties. [`filter`](Self::filter) selects
/// keys of users and groups, and messages by date. [`Changed::related`] returns the changes of what
/// [`expand`](Self::expand) includes. With `prefer("return=minimal")`, an item of users and groups contains
/// only what has changed.
///
/// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
#[must_use = "a delta does nothing until its changes are asked for"]
pub struct Delta<E> {
    /// The request for all entities.
    spec: RequestSpec,
    start: Start,
    entity: PhantomData<fn() -> E>,
}

/// Where the changes start.
#[derive(Clone)]
enum Start {
    /// With all entities.
    Beginning,
    /// Without any entities: from now on.
    Latest,
    /// Where an earlier run ended.
    Token(DeltaToken),
}

impl<E: Entity> Collection<E> {
    /// Requests the entities that have changed since the last run, or all of them at first.
    ///
    /// Source: OData Protocol 4.01, "Requesting Changes"; Microsoft Graph, "Use delta query to track changes
    /// in Microsoft Graph data".
    pub fn delta(self) -> Delta<E>
    where
        E: Permits<operation::delta>,
    {
        Delta {
            spec: self.path.join("/delta").spec(Method::GET).replied(<E as Edm>::KIND),
            start: Start::Beginning,
            entity: PhantomData,
        }
    }
}

impl<E: Entity> Delta<E> {
    /// Continues where an earlier run ended ([`Changes::token`]) or stopped ([`Changes::checkpoint`]).
    pub fn from_token(self, token: DeltaToken) -> Self {
        Self { start: Start::Token(token), ..self }
    }

    /// Skips the existing entities: returns no items, and a token for the changes from now on
    /// (`$deltatoken=latest`).
    ///
    /// Not every service supports it. For files and lists use `query("token", "latest")`; Outlook has
    /// neither.
    pub fn latest(self) -> Self {
        Self { start: Start::Latest, ..self }
    }

    query_methods! {
        select(impl Selection<E>); // several in a tuple: select((A, B))
        filter(impl Criterion<E>);
        order_by(impl Sorting<E>);
        expand<T>(Expand<E, T>);
    }

    request_methods!();

    /// Requests pages of at most `count` items: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.prefer(&format!("odata.maxpagesize={count}"))
    }

    /// Returns the changes as a stream, which reads the next page when it is needed.
    pub fn changes(self, client: &Client) -> Changes<E> {
        let first = self.first();
        let token = if let Start::Token(token) = self.start { Some(token) } else { None };
        Changes::new(client, key_name(<E as Edm>::KIND), self.spec, first, token)
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

/// Shows the template and the names of the options, never an id, a value or a token.
impl<E> fmt::Debug for Delta<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delta")
            .field("template", &self.spec.template)
            .field("options", &self.spec.query)
            .finish_non_exhaustive()
    }
}
