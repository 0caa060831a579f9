//! The pages of a collection, and their items, as streams.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::borrow::Cow;
use std::collections::HashSet;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use graph_entity_model::base::InvalidRequestError;
use graph_entity_model::model::Field;

use super::{Page, UnreadableItem, page};
#[cfg(feature = "blocking")]
use crate::base::Blocking;
use crate::base::BoxFuture;
use crate::client::{Client, Exchange};
use crate::error::{Error, Item};
use crate::request::RequestSpec;

/// The pages of a list, read one at a time: a stream, with its own `next` for programs without other stream
/// methods.
///
/// Follows each `nextLink` unchanged, sends the list's headers with every page, and sends the token to no
/// other host. Empty pages are skipped; 10,000 in a row end the list with an error, because it may be
/// endless. A link that was followed before is an error after the page that contains it, because the list
/// would never end. After an error the stream ends; [`Pages::link`] is then the page to continue from.
///
/// An item that cannot be read does not affect the others: a page lists it in [`Page::unreadable`]. With
/// [`strict`](Self::strict), the first such item ends the list.
///
/// Dropping the future of [`Pages::next`] loses nothing: the next call returns the page being fetched.
/// Dropping the stream cancels the request.
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
    /// The request for the next page. `None` after the last page and after an error.
    spec: Option<RequestSpec>,
    /// The link of the page being read or to be read next. `None` for the first page.
    link: Option<String>,
    /// Hashes of the links that were followed: eight bytes a page.
    followed: HashSet<u64>,
    empties: EmptyPages,
    in_flight: Option<BoxFuture<'static, Completed<T>>>,
    /// An error to return after the current page.
    final_error: Option<Error>,
    /// Whether an item that cannot be read ends the list.
    is_strict: bool,
}

/// A fetched page, with its request, from which the next one is made.
type Completed<T> = (RequestSpec, Result<FetchedPage<T>, Error>);

/// A page, and the errors of its unreadable items.
struct FetchedPage<T> {
    page: Page<T>,
    errors: Vec<Error>,
}

impl<T: Field + Send + 'static> Pages<T> {
    pub(crate) fn new(client: &Client, spec: RequestSpec) -> Self {
        Self {
            client: client.clone(),
            spec: Some(spec.replied(T::KIND)),
            link: None,
            followed: HashSet::new(),
            empties: EmptyPages::default(),
            in_flight: None,
            final_error: None,
            is_strict: false,
        }
    }

    /// Ends the list at the first item that cannot be read: its error is returned in place of the page.
    pub fn strict(mut self) -> Self {
        self.is_strict = true;
        self
    }

    /// The pages as an iterator whose `next` is a blocking call, for which see
    /// [`Request::send_blocking`](crate::Request::send_blocking).
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }

    /// Starts at a link that an earlier run ended at, instead of at the first page.
    pub(super) fn starting_at(mut self, link: &str) -> Self {
        self.spec = self.spec.map(|spec| spec.with_link(link));
        self.link = Some(link.to_owned());
        self.followed.insert(hash(link));
        self
    }

    /// Returns the next page. `None` after the last one.
    ///
    /// # Errors
    /// See [`Error`]. After an error, the stream has ended.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The link of the next page, or of the page that failed. `None` before the first page and after the
    /// last.
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
            let template = spec.template.clone();
            self.advance(spec, page);
            let is_empty = page.items.is_empty() && page.unreadable.is_empty();
            if let Some(error) = self.empties.count(is_empty, self.spec.is_some(), template) {
                self.spec = None;
                return Poll::Ready(Some(Err(error)));
            }
            // An empty page is skipped, except for one with a delta link, which is otherwise lost.
            if !is_empty || page.delta_link.is_some() {
                return Poll::Ready(Some(Ok(fetched)));
            }
        }
    }

    /// Prepares the request for the next page. An invalid link is reported later, because the page itself is
    /// complete.
    fn advance(&mut self, spec: RequestSpec, page: &Page<T>) {
        self.link.clone_from(&page.next_link);
        let Some(link) = &page.next_link else { return };
        // Hashes collide with a probability of about 2⁻⁶⁴ for each pair; the price is a false error.
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

/// The number of empty pages in a row. A filter that little fits may skip many, and some services send one
/// before each page with items.
#[derive(Default)]
pub(crate) struct EmptyPages(u32);

impl EmptyPages {
    const MOST: u32 = 10_000;

    /// Counts a page. Returns an error if there are too many, and another one follows.
    pub(crate) fn count(
        &mut self,
        is_empty: bool,
        is_followed: bool,
        template: Cow<'static, str>,
    ) -> Option<Error> {
        self.0 = if is_empty { self.0 + 1 } else { 0 };
        let pages = self.0;
        let is_endless = pages >= Self::MOST && is_followed;
        is_endless.then(|| InvalidRequestError::EmptyPages { template, pages }.into())
    }
}

pub(crate) fn hash(link: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    link.hash(&mut hash);
    hash.finish()
}

fn read<T: Field + Send + 'static>(client: Client, spec: RequestSpec) -> BoxFuture<'static, Completed<T>> {
    Box::pin(async move {
        let result = match client.exchange(Box::new(spec.clone())).await {
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
    let error = |UnreadableItem { index, id, error, part }: &UnreadableItem| {
        let item = Item { index: *index, id: id.clone() };
        exchange.item_read_error(error.clone(), item, part.range.clone(), part.place)
    };
    unreadable.iter().map(error).collect()
}

// Only the boxed future is pinned, and it is pinned by its own box.
impl<T> Unpin for Pages<T> {}

impl<T: Field + Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: Field + Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.is_exhausted()
    }
}

/// Shows the number of links, never a link, which may contain ids.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("followed", &self.followed.len()).finish_non_exhaustive()
    }
}

/// The items of a list as a stream, with one page in memory at a time. See [`Pages`].
///
/// An item that cannot be read is an error in its place, described by [`Error::index`], [`Error::id`] and
/// [`Error::property`]. The items after it follow. With [`strict`](Self::strict), the first such item ends
/// the list.
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
    /// The remaining items of the current page.
    page: VecDeque<T>,
    /// The remaining errors of unreadable items of the current page.
    errors: VecDeque<Error>,
    /// The index in the page of the next item.
    index: usize,
}

impl<T: Field + Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: VecDeque::new(), errors: VecDeque::new(), index: 0 }
    }

    /// Ends the list at the first item that cannot be read, and returns no item of its page.
    pub fn strict(mut self) -> Self {
        self.pages = self.pages.strict();
        self
    }

    /// The items as an iterator whose `next` is a blocking call, for which see
    /// [`Request::send_blocking`](crate::Request::send_blocking).
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }

    /// Returns the next item. `None` after the last one.
    ///
    /// # Errors
    /// See [`Error`]. After an item that cannot be read, the next ones follow; after any other error, the
    /// stream has ended.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// Collects all remaining items into memory.
    ///
    /// # Errors
    /// The first error. The items before it are dropped. See [`Error`].
    pub async fn into_vec(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// The link of the next page, or of the page that failed: where to continue after the items in memory.
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
    /// The next item of the current page, or the error in its place.
    fn next_buffered(&mut self) -> Option<Result<T, Error>> {
        let is_an_error = self.errors.front().is_some_and(|error| error.index() == Some(self.index));
        self.index += 1;
        if is_an_error { self.errors.pop_front().map(Err) } else { self.page.pop_front().map(Ok) }
    }
}

impl<T> Unpin for Items<T> {}

impl<T: Field + Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: Field + Send + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.page.is_empty() && self.errors.is_empty() && self.pages.is_exhausted()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("at_hand", &(self.page.len() + self.errors.len()))
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
