//! The pages of a collection, one after the other, and their items.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::collections::HashSet;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::{Page, page};
use crate::base::{BoxFuture, InvalidRequest};
use crate::client::{Client, Reply};
use crate::error::Error;
use crate::model::Edm;
use crate::request::RequestSpec;

/// The pages of a list, read one at a time: a stream, with a `next` of its own for programs that need no other.
///
/// It follows each `nextLink` as Graph gave it, sends the list's headers with every page, and sends the token to no other
/// host. Empty pages are passed over. A link that comes again ends in an error behind the page that held it, since the
/// list would never end. After an error nothing follows; [`Pages::link`] then says where to go on.
///
/// Dropping the future of [`Pages::next`] loses nothing: the page on its way is the next call's. Dropping the stream
/// cancels the request.
///
/// ```
/// # use graph_entity::{Client, Error, graph_entity};
/// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// # pub struct DeviceCategory { pub id: String }
/// /// Counts the categories, a page at a time.
/// async fn count(client: &Client) -> Result<usize, Error> {
///     let mut pages = DeviceCategory::within().list().pages(client);
///     let mut count = 0;
///     while let Some(page) = pages.next().await {
///         count += page?.items.len();
///     }
///     Ok(count)
/// }
/// ```
///
/// Source: Microsoft Graph, "Paging Microsoft Graph data in your app".
#[must_use = "no page is read before it is asked for"]
pub struct Pages<T> {
    client: Client,
    /// The request for the next page; none behind the last one and behind an error.
    spec: Option<RequestSpec>,
    /// The link of the page that is read or comes next; none for the first.
    link: Option<String>,
    /// The links followed, as hashes: eight bytes a page.
    followed: HashSet<u64>,
    flight: Option<BoxFuture<'static, Flight<T>>>,
    /// What ends the list behind the page at hand.
    ending: Option<Error>,
}

/// A page on its way, with the request to go on from.
type Flight<T> = (RequestSpec, Result<Page<T>, Error>);

impl<T: Edm + Send + 'static> Pages<T> {
    pub(crate) fn new(client: &Client, spec: RequestSpec) -> Self {
        Self {
            client: client.clone(),
            spec: Some(spec),
            link: None,
            followed: HashSet::new(),
            flight: None,
            ending: None,
        }
    }

    /// Goes on at a link that an earlier run ended at, instead of at the first page.
    pub(super) fn starting_at(mut self, link: &str) -> Self {
        self.spec = self.spec.map(|spec| spec.with_link(link));
        self.link = Some(link.to_owned());
        self.followed.insert(hash(link));
        self
    }

    /// The next page; none behind the last one.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The link of the page that comes next, or that failed; none before the first page and behind the last.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        loop {
            if let Some(error) = self.ending.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if self.flight.is_none() {
                let Some(spec) = self.spec.take() else { return Poll::Ready(None) };
                self.flight = Some(read(self.client.clone(), spec));
            }
            let Some(flight) = &mut self.flight else { return Poll::Ready(None) };
            let (spec, outcome) = ready!(flight.as_mut().poll(context));
            self.flight = None;
            let page = match outcome {
                Ok(page) => page,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            self.go_on(spec, &page);
            if !page.items.is_empty() || page.delta_link.is_some() {
                return Poll::Ready(Some(Ok(page)));
            }
        }
    }

    /// Notes where the page leads. The page itself is whole even where its link is not.
    fn go_on(&mut self, spec: RequestSpec, page: &Page<T>) {
        self.link.clone_from(&page.next_link);
        let Some(link) = &page.next_link else { return };
        if self.followed.insert(hash(link)) {
            self.spec = Some(spec.with_link(link));
        } else {
            self.ending = Some(InvalidRequest::RepeatedLink { template: spec.template }.into());
        }
    }

    fn is_at_its_end(&self) -> bool {
        self.spec.is_none() && self.flight.is_none() && self.ending.is_none()
    }
}

pub(crate) fn hash(link: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    link.hash(&mut hash);
    hash.finish()
}

fn read<T: Edm + Send + 'static>(client: Client, spec: RequestSpec) -> BoxFuture<'static, Flight<T>> {
    Box::pin(async move {
        let outcome = client.send(page::reading::<T>(spec.clone())).await;
        (spec, outcome.map(Reply::into_value))
    })
}

// Nothing in it is pinned but the boxed future, which is by itself.
impl<T> Unpin for Pages<T> {}

impl<T: Edm + Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: Edm + Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.is_at_its_end()
    }
}

/// Shows the link's presence and never the link, which may hold ids.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("followed", &self.followed.len()).finish_non_exhaustive()
    }
}

/// The items of a list, one page of them in memory: a stream, with a `next` of its own. See [`Pages`].
///
/// ```
/// # use graph_entity::{Client, Error, graph_entity};
/// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// # pub struct DeviceCategory { pub id: String }
/// /// The keys of all categories.
/// async fn keys(client: &Client) -> Result<Vec<String>, Error> {
///     let mut categories = DeviceCategory::within().list().items(client);
///     let mut keys = Vec::new();
///     while let Some(category) = categories.next().await {
///         keys.push(category?.id);
///     }
///     Ok(keys)
/// }
/// ```
#[must_use = "no item is read before it is asked for"]
pub struct Items<T> {
    pages: Pages<T>,
    page: VecDeque<T>,
}

impl<T: Edm + Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: VecDeque::new() }
    }

    /// The next item; none behind the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// All items that are left, in memory at once.
    ///
    /// # Errors
    /// The first error; the items before it are dropped. See [`Error`].
    pub async fn into_vec(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// The link of the page that comes next, or that failed: where to go on once the items at hand are done.
    pub fn link(&self) -> Option<&str> {
        self.pages.link()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.page = page.items.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}

impl<T: Edm + Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: Edm + Send + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.page.is_empty() && self.pages.is_at_its_end()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("at_hand", &self.page.len()).field("pages", &self.pages).finish()
    }
}
