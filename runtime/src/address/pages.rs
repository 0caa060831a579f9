//! The pages of a collection, one after the other, and their items.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::collections::HashSet;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::{Page, UnreadableItem, page};
use crate::base::{BoxFuture, InvalidRequestError};
use crate::client::{Client, Exchange};
use crate::error::Error;
use crate::model::Edm;
use crate::request::RequestSpec;

/// The pages of a list, read one at a time: a stream, with a `next` of its own for programs that need no other.
///
/// It follows each `nextLink` as Graph gave it, sends the list's headers with every page, and sends the token to no other
/// host. Empty pages are passed over. A link that comes again ends in an error behind the page that held it, since the
/// list would never end. After an error nothing follows; [`Pages::link`] then says where to go on.
///
/// An item that cannot be read costs no other: a page names it in [`Page::unreadable`] beside the items that could.
/// [`strict`](Self::strict) has the first such item end the list.
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
    in_flight: Option<BoxFuture<'static, Completed<T>>>,
    /// What ends the list behind the page at hand.
    final_error: Option<Error>,
    /// Whether an item that cannot be read ends the list.
    is_strict: bool,
}

/// A page on its way, with the request to go on from.
type Completed<T> = (RequestSpec, Result<FetchedPage<T>, Error>);

/// A page, and the errors of its unreadable items.
struct FetchedPage<T> {
    page: Page<T>,
    errors: Vec<Error>,
}

impl<T: Edm + Send + 'static> Pages<T> {
    pub(crate) fn new(client: &Client, spec: RequestSpec) -> Self {
        Self {
            client: client.clone(),
            spec: Some(spec),
            link: None,
            followed: HashSet::new(),
            in_flight: None,
            final_error: None,
            is_strict: false,
        }
    }

    /// Ends the list at the first item that cannot be read: the error takes the place of its page.
    pub fn strict(mut self) -> Self {
        self.is_strict = true;
        self
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
        self.poll_page(context).map(|page| Some(page?.map(|fetched| fetched.page)))
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FetchedPage<T>, Error>>> {
        loop {
            if let Some(error) = self.final_error.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if self.in_flight.is_none() {
                let Some(spec) = self.spec.take() else { return Poll::Ready(None) };
                self.in_flight = Some(read(self.client.clone(), spec));
            }
            let Some(in_flight) = &mut self.in_flight else { return Poll::Ready(None) };
            let (spec, result) = ready!(in_flight.as_mut().poll(context));
            self.in_flight = None;
            let mut fetched = match result {
                Ok(fetched) => fetched,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            if self.is_strict && !fetched.errors.is_empty() {
                return Poll::Ready(Some(Err(fetched.errors.swap_remove(0))));
            }
            let page = &fetched.page;
            self.advance(spec, page);
            if !page.items.is_empty() || !page.unreadable.is_empty() || page.delta_link.is_some() {
                return Poll::Ready(Some(Ok(fetched)));
            }
        }
    }

    /// Notes where the page leads. The page itself is whole even where its link is not.
    fn advance(&mut self, spec: RequestSpec, page: &Page<T>) {
        self.link.clone_from(&page.next_link);
        let Some(link) = &page.next_link else { return };
        if self.followed.insert(hash(link)) {
            self.spec = Some(spec.with_link(link));
        } else {
            self.final_error = Some(InvalidRequestError::RepeatedLink { template: spec.template }.into());
        }
    }

    fn is_exhausted(&self) -> bool {
        self.spec.is_none() && self.in_flight.is_none() && self.final_error.is_none()
    }
}

pub(crate) fn hash(link: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    link.hash(&mut hash);
    hash.finish()
}

fn read<T: Edm + Send + 'static>(client: Client, spec: RequestSpec) -> BoxFuture<'static, Completed<T>> {
    Box::pin(async move {
        let result = match client.exchange(spec.clone()).await {
            Ok(exchange) => match page::read(&exchange.body) {
                Ok(page) => Ok(FetchedPage { errors: errors(&exchange, &page.unreadable), page }),
                Err(error) => Err(exchange.read_error(error)),
            },
            Err(error) => Err(error),
        };
        (spec, result)
    })
}

fn errors(exchange: &Exchange, unreadable: &[UnreadableItem]) -> Vec<Error> {
    let error = |UnreadableItem { index, id, error }: &UnreadableItem| {
        exchange.clone().item_read_error(error.clone(), *index, id.clone())
    };
    unreadable.iter().map(error).collect()
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
        self.is_exhausted()
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
/// An item that cannot be read is an error in its place, of which [`Error::index`], [`Error::id`] and [`Error::property`]
/// tell more, and the items behind it follow. [`strict`](Self::strict) has the first such item end the list.
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
    /// What the page at hand still holds.
    page: VecDeque<T>,
    /// The errors of its unreadable items that are still to be given.
    errors: VecDeque<Error>,
    /// Where the next item stands in the page.
    index: usize,
}

impl<T: Edm + Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: VecDeque::new(), errors: VecDeque::new(), index: 0 }
    }

    /// Ends the list at the first item that cannot be read, and gives none of its page.
    pub fn strict(mut self) -> Self {
        self.pages = self.pages.strict();
        self
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
            if let Some(item) = self.next_buffered() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(FetchedPage { page, errors })) => {
                    (self.page, self.errors, self.index) = (page.items.into(), errors.into(), 0);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Items<T> {
    /// The next item of the page at hand, or the error that stands in its place.
    fn next_buffered(&mut self) -> Option<Result<T, Error>> {
        let is_an_error = self.errors.front().is_some_and(|error| error.index() == Some(self.index));
        self.index += 1;
        if is_an_error { self.errors.pop_front().map(Err) } else { self.page.pop_front().map(Ok) }
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
        self.page.is_empty() && self.errors.is_empty() && self.pages.is_exhausted()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("at_hand", &self.page.len()).field("pages", &self.pages).finish()
    }
}
