//! A collection that an action or a function returns: its pages and its query options.

use graph_entity_model::callable::Returns;
use graph_entity_model::model::{Edm, Field, Kind, ReadError, Structured};
use http::StatusCode;

use crate::address::{Items, Page, Pages, read_page};
use crate::client::Client;
use crate::query::{Criterion, Expand, Selection, query_methods};
use crate::request::Request;

/// A type whose values an action or a function can return as a collection, one page in each reply: a property
/// type, or an `Option` of one if items may be null.
#[diagnostic::on_unimplemented(
    message = "a collection of `{Self}` cannot be the result of an action or a function",
    label = "not an item type",
    note = "an item is of a property's type, an `Option` of one if it may be null, or an entity"
)]
pub trait ReturnedItem: Sized {
    /// What the collection is on the wire, for the [description](crate::callable::CallableInfo) of the callable.
    const RETURNS: Returns;

    /// Reads a reply. A 204 is an empty page.
    ///
    /// # Errors
    /// [`ReadError`] with the property.
    fn read_page(status: StatusCode, body: &[u8]) -> Result<Page<Self>, ReadError>;
}

#[diagnostic::do_not_recommend]
impl<T: Field> ReturnedItem for T {
    const RETURNS: Returns = Returns::Value(Kind::Collection(&T::KIND));

    fn read_page(status: StatusCode, body: &[u8]) -> Result<Page<Self>, ReadError> {
        if status == StatusCode::NO_CONTENT { Ok(Edm::vacant()) } else { read_page(body) }
    }
}

/// A request whose reply is one page of a collection.
impl<T: Field + Send + 'static> Request<Page<T>> {
    /// The pages as a stream. The first request is sent as it is, the others follow Graph's links, with GET
    /// and the headers of this request.
    pub fn pages(self, client: &Client) -> Pages<T> {
        Pages::new(client, *self.spec)
    }

    /// The items of all pages as a stream.
    ///
    /// ```
    /// use graph_entity::{Client, Error, graph_function};
    ///
    /// #[graph_function(path = "/deviceManagement/auditEvents/getAuditActivityTypes", result = Vec<String>)]
    /// struct GetAuditActivityTypes {
    ///     category: String,
    /// }
    ///
    /// async fn activity_types(client: &Client) -> Result<Vec<String>, Error> {
    ///     GetAuditActivityTypes { category: "Device".into() }.call().items(client).into_vec().await
    /// }
    /// ```
    pub fn items(self, client: &Client) -> Items<T> {
        Items::new(self.pages(client))
    }

    /// The request for the page after this one, for programs that send requests themselves and
    /// [`read`](Self::read) the replies. `None` after the last page.
    ///
    /// It follows Graph's link with GET and the headers of this request. A link to another host is an error of
    /// [`to_http`](Self::to_http), because the token must not go there.
    pub fn after(&self, page: &Page<T>) -> Option<Self> {
        let link = page.next_link.as_deref()?;
        Some(Self::new((*self.spec).clone().with_link(link), self.read))
    }
}

/// Query options that Graph accepts for functions.
impl<T: Field<Value: Structured>> Request<Page<T>> {
    query_methods! {
        select(impl Selection<T::Value>); // several in a tuple: select((A, B))
        filter(impl Criterion<T::Value>);
        expand<U>(Expand<T::Value, U>);
    }
}

impl<T: Field> Request<Page<T>> {
    query_methods! {
        top(u32);
    }
}
