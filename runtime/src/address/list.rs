//! The request for a collection's entities, before it is sent.

use core::fmt;
use core::marker::PhantomData;

use http::Method;

use super::{Items, Page, Pages, Place, reading_page};
use crate::client::Client;
use crate::edm::Edm;
use crate::entity::Entity;
use crate::error::Error;
use crate::query::{Expand, Filter, Options, Order, Selection};
use crate::reply::Reply;
use crate::request::Request;

/// A request for the entities of a collection, read as `T`.
///
/// Source: Microsoft Graph, "Use query parameters", "Paging Microsoft Graph data".
#[must_use = "a list does nothing until it is sent"]
pub struct List<E, T = E> {
    place: Place,
    options: Options,
    headers: Vec<(String, String)>,
    preferences: Vec<String>,
    read: PhantomData<fn() -> (E, T)>,
}

impl<E: Entity> List<E> {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            options: Options::default(),
            headers: Vec::new(),
            preferences: Vec::new(),
            read: PhantomData,
        }
    }

    /// Reads each item as another type: the choice of derived types of a polymorphic collection.
    pub fn read_as<T: Edm>(self) -> List<E, T> {
        let Self { place, options, headers, preferences, .. } = self;
        List { place, options, headers, preferences, read: PhantomData }
    }
}

impl<E: Entity, T: Edm> List<E, T> {
    /// The entities for which an expression holds. The last one given stands.
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
    /// are `None`.
    pub fn select(mut self, selection: impl Selection<E>) -> Self {
        self.options.select(selection);
        self
    }

    /// Related entities along with each.
    pub fn expand<U>(mut self, expand: Expand<E, U>) -> Self {
        self.options.expand(expand);
        self
    }

    /// At most so many entities in all.
    pub fn top(mut self, count: u32) -> Self {
        self.options.set("$top", count.to_string());
        self
    }

    /// Without so many at the start.
    pub fn skip(mut self, count: u32) -> Self {
        self.options.set("$skip", count.to_string());
        self
    }

    /// The entities that a search phrase finds; it is quoted here.
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

    /// Asks for pages of at most so many entities: `Prefer: odata.maxpagesize`.
    pub fn page_size(self, count: u32) -> Self {
        self.prefer(&format!("odata.maxpagesize={count}"))
    }

    /// Asks for a preference beside those there are.
    pub fn prefer(mut self, preference: &str) -> Self {
        self.preferences.push(preference.to_owned());
        self
    }

    /// Adds a header, which is sent with every page: `ConsistencyLevel`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The pages, one after the other.
    pub fn pages(self, client: &Client) -> Pages<T>
    where
        T: Send + 'static,
    {
        Pages::new(client, self.into_request().plan)
    }

    /// The pages from a link on, which [`Pages::link`] gave to an earlier run.
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

    /// Sends the request for the first page alone.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self, client: &Client) -> Result<Reply<Page<T>>, Error> {
        self.into_request().send(client).await
    }

    /// The request for the first page.
    pub fn into_request(self) -> Request<Page<T>> {
        let mut plan = self.place.plan(Method::GET);
        plan.add_query(&self.options.to_query());
        let request = self
            .headers
            .iter()
            .fold(reading_page(plan), |request, (name, value)| request.header(name, value));
        self.preferences.iter().fold(request, |request, preference| request.prefer(preference))
    }
}

/// Shows the template and the options' names, never an id or a value.
impl<E, T> fmt::Debug for List<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("template", &self.place.template)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
