//! A collection that an action or a function gives: its pages, and what is asked of it.

use crate::address::{Items, Page, Pages};
use crate::client::Client;
use crate::model::{Edm, Structured};
use crate::query::{Filter, Options, Selection};
use crate::request::Request;

/// A request whose reply is one page of a collection.
impl<T: Edm + Send + 'static> Request<Page<T>> {
    /// The pages, one after the other. The first one is asked for as the request says, the others by the links that Graph
    /// gives, with GET and the request's headers.
    pub fn pages(self, client: &Client) -> Pages<T> {
        Pages::new(client, self.plan)
    }

    /// The items of all pages, one after the other.
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

impl<T: Structured> Request<Page<T>> {
    /// These properties of each item alone; the key and every property whose field is not an `Option` are added, and the
    /// other fields are `None`. A second selection adds to the first. Graph takes it of functions.
    pub fn select(self, selection: impl Selection<T>) -> Self {
        let mut options = Options::default();
        options.select(selection);
        self.with_options(options)
    }

    /// The items for which an expression holds. A second filter narrows the first: both must hold. Graph takes it of
    /// functions.
    pub fn filter(self, filter: Filter<T>) -> Self {
        let held = filtered(&self.plan.query).map(str::to_owned);
        let mut options = Options::default();
        options.filter(filter);
        let mut request = self.with_options(options);
        let query = &mut request.plan.query;
        if let (Some(held), Some(given)) = (held, filtered(query)) {
            *query =
                query.replace(&format!("{FILTER}{given}"), &format!("{FILTER}({held})%20and%20({given})"));
        }
        request
    }
}

const FILTER: &str = "$filter=";

/// What a query filters by, as it is written there.
fn filtered(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix(FILTER))
}

impl<T: Edm> Request<Page<T>> {
    /// At most so many items in the reply: `$top`. Graph takes it of functions.
    pub fn top(self, count: u32) -> Self {
        self.query("$top", &count.to_string())
    }
}
