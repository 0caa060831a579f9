//! Graph's `$batch`: any number of requests, of any types, in few HTTP requests.

mod answer;
mod body;
mod dispatch;
mod in_flight;
mod item;
mod redirect;
mod replies;
mod schedule;

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

use graph_entity_model::base::InvalidRequestError;
use graph_entity_model::model::ReadError;
use http::StatusCode;

use self::item::Item;
pub use self::replies::Replies;
#[cfg(feature = "blocking")]
use crate::base::block_on_concurrent;
use crate::client::{Client, Reply};
use crate::error::Error;
use crate::request::Request;

/// The maximum number of requests that Graph accepts in one batch.
///
/// Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching", "Batch size limitations".
pub(crate) const SIZE: usize = 20;

/// The path of batches.
pub(crate) const BATCH: &str = "/$batch";

/// Requests that are sent to Graph together, of any number and any mix of types. Created by
/// [`Client::batch`].
///
/// Adding a request returns a [`BatchItem`]. The replies return the item's result, with the type of the
/// request.
///
/// ```
/// # use graph_entity::graph_entity;
/// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// # pub struct DeviceCategory { pub id: String, pub display_name: Option<String> }
/// # #[graph_entity(path = "/users/{userId}")]
/// # pub struct User { pub id: String, pub display_name: Option<String> }
/// # async fn run(client: graph_entity::Client) -> Result<(), graph_entity::Error> {
/// let mut batch = client.batch();
/// let rename = batch.add(DeviceCategory::update("kiosk", DeviceCategory::patch().display_name("Kiosk")));
/// let read = batch.add_after(&rename, DeviceCategory::at("kiosk").get());
/// let user = batch.add(User::at("adele").get());
///
/// let mut replies = batch.send().await;
/// let user: User = replies.take(user)?.into_value();
/// let category: DeviceCategory = replies.take(read)?.into_value();
/// if let Err(error) = replies.take(rename) {
///     println!("not renamed: {error}");
/// }
/// # let _ = (user, category);
/// # Ok(()) }
/// ```
///
/// # Behaviour
///
/// * At most 20 requests are sent in one batch, and at most [`concurrency`](Batch::concurrency) batches at a
///   time.
/// * Requests of `v1.0` and of `beta` are sent in separate batches. So are requests that are
///   [not retried](Request::no_retry).
/// * A request that is throttled or fails temporarily is retried by the rules of [`Client`], after its own
///   `Retry-After`, in a batch with others that are due and with those that failed only because they depend
///   on it. The client's limits apply to each request by itself. A failure of the whole batch (429, a lost
///   connection) is handled as a failure of each of its requests.
/// * One failure does not affect other requests: each request ends in its own value or its own [`Error`]. A
///   request that must not be sent is not sent; the others are.
/// * A redirect of a report or a file to a pre-authorised address is followed as outside a batch: for a GET,
///   once and without the token.
/// * A token is replaced if Graph refuses the batch, but not if Graph refuses a request in it.
/// * The timeout of a batch is the longest of its requests' [`timeout`](Request::timeout)s, or the client's.
///
/// # Dependencies
///
/// Graph accepts three shapes of `dependsOn` in a batch: a chain, many requests on one, or none.
/// [`add_after`](Batch::add_after) lets a request depend on one that was added before it, so that a cycle is
/// impossible. The resulting graph may have any shape and size. It is sent as chains and stars with
/// `dependsOn`, or in steps, where the next batch waits for the last one, whichever needs fewer batches. A
/// request whose dependency failed ends in
/// [`ErrorKind::FailedDependency`](crate::ErrorKind::FailedDependency): Graph answers 424, or the request is
/// not sent at all.
///
/// Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching", and "Microsoft Graph
/// throttling guidance", "Throttling and batching".
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    client: Client,
    number: u64,
    items: Vec<Item>,
    concurrency: usize,
}

/// Identifies a request in a [`Batch`], to take its result from [`Replies`].
///
/// It cannot be copied, so that no result is taken twice.
pub struct BatchItem<T> {
    batch: u64,
    index: usize,
    read: fn(StatusCode, &[u8]) -> Result<T, ReadError>,
}

impl Client {
    /// An empty batch. Any number of requests can be added.
    pub fn batch(&self) -> Batch {
        // Distinguishes the items of one batch from those of another.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Batch { client: self.clone(), number, items: Vec::new(), concurrency: 4 }
    }

    /// Sends requests of one type in batches, and returns their results in the order of the requests.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// # pub struct DeviceCategory { pub id: String, pub display_name: Option<String> }
    /// # async fn run(client: graph_entity::Client) {
    /// let patch = || DeviceCategory::patch().display_name("Kiosk");
    /// let ids = ["1", "2", "3"];
    /// let results = client.send_all(ids.map(|id| DeviceCategory::update(id, patch()))).await;
    /// for (id, result) in ids.iter().zip(results) {
    ///     if let Err(error) = result {
    ///         println!("{id}: {error}");
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// See [`Batch`] for the details.
    pub async fn send_all<T>(
        &self,
        requests: impl IntoIterator<Item = Request<T>>,
    ) -> Vec<Result<Reply<T>, Error>> {
        let mut batch = self.batch();
        let items: Vec<_> = requests.into_iter().map(|request| batch.add(request)).collect();
        let mut replies = batch.send().await;
        items.into_iter().map(|item| replies.take(item)).collect()
    }

    /// The same as [`send_all`](Self::send_all) as a blocking call, for which see
    /// [`Batch::send_blocking`].
    #[cfg(feature = "blocking")]
    pub fn send_all_blocking<T>(
        &self,
        requests: impl IntoIterator<Item = Request<T>>,
    ) -> Vec<Result<Reply<T>, Error>> {
        block_on_concurrent(self.send_all(requests))
    }
}

impl Batch {
    /// Adds a request that waits for no other, and returns its place in the replies. Of a list, it is the first page.
    pub fn add<T>(&mut self, request: impl Into<Request<T>>) -> BatchItem<T> {
        let Request { spec, read } = request.into();
        let index = self.push(Item::new(&self.client, *spec));
        BatchItem { batch: self.number, index, read }
    }

    /// Adds a request that is carried out after another one, and only if that one succeeds.
    ///
    /// If the item belongs to another batch, the request ends in [`InvalidRequestError::Batch`].
    pub fn add_after<T, U>(&mut self, after: &BatchItem<U>, request: impl Into<Request<T>>) -> BatchItem<T> {
        let Request { spec, read } = request.into();
        let mut item = Item::new(&self.client, *spec);
        if after.batch == self.number {
            item.parent = Some(after.index);
        } else {
            item.refuse(InvalidRequestError::Batch {
                reason: "the request that it depends on is in another batch",
            });
        }
        let index = self.push(item);
        BatchItem { batch: self.number, index, read }
    }

    /// Sets how many batches may be in flight at the same time. The default is 4; zero counts as one.
    ///
    /// Graph counts the requests in a batch one by one against the limits of its services, so a higher
    /// concurrency soon leads to more throttling.
    pub fn concurrency(mut self, batches: usize) -> Self {
        self.concurrency = batches.max(1);
        self
    }

    /// Returns the number of requests that were added.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether no request was added.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Sends all requests and waits until each has its result. This is the only step with I/O.
    ///
    /// Dropping the future cancels it at any point. Requests in flight may have been carried out.
    pub async fn send(self) -> Replies {
        let Self { client, number, items, concurrency } = self;
        Replies::new(number, dispatch::run(client, items, concurrency).await)
    }

    /// Sends all requests and blocks the thread until each has its result, as described for
    /// [`Request::send_blocking`]. Each HTTP request that is in flight has a thread for itself.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Replies {
        block_on_concurrent(self.send())
    }

    fn push(&mut self, item: Item) -> usize {
        let index = self.items.len();
        if let Some(parent) = item.parent {
            self.items[parent].children.push(index);
        }
        self.items.push(item);
        index
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("requests", &self.items.len())
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for BatchItem<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchItem").field(&self.index).finish()
    }
}
