//! A collection that an action or a function returns: its pages and its query options.

use crate::address::{Items, Page, Pages};
use crate::client::Client;
use crate::model::{Edm, Structured};
use crate::query::{Expand, Filter, Selection, query_methods};
use crate::request::Request;

/// A request whose reply is one page of a collection.
impl<T: Edm + Send + 'static> Request<Page<T>> {
    /// The pages as a stream. The first request is sent as it is, the others follow Graph's links, with GET
    /// and the headers of this request.
    pub fn pages(self, client: &Client) -> Pages<T> {
        Pages::new(client, self.spec)
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
}

/// Query options that Graph accepts for functions.
impl<T: Structured> Request<Page<T>> {
    query_methods! {
        select(impl Selection<T>);
        filter(Filter<T>);
        expand<U>(Expand<T, U>);
    }
}

impl<T: Edm> Request<Page<T>> {
    query_methods! {
        top(u32);
    }
}
