//! The changes of all pages as a stream.

use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::collections::{HashSet, VecDeque};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use graph_entity_model::base::InvalidRequestError;

use super::item::Item;
use super::page::{self, Answer, Completed, Page, PageLink};
use super::{Change, DeltaToken};
use crate::address::{EmptyPages, hash};
#[cfg(feature = "blocking")]
use crate::base::Blocking;
use crate::base::BoxFuture;
use crate::client::Client;
use crate::error::Error;
use crate::request::RequestSpec;

/// The changes of a collection as a stream, with one page in memory at a time.
///
/// Follows each `nextLink` unchanged, sends the headers with every page, and sends the token to no other
/// host. After the last change it has the [`token`](Self::token) for the next run. Items may come more than
/// once and in any order: the last one counts.
///
/// If Graph cannot report the changes any more (410, or the code `syncStateNotFound`), the stream restarts by
/// itself, at the link that Graph sends or with all entities. It returns [`Change::Restarted`] before the
/// first item after that. It restarts once; a second such answer is an error that ends the stream.
///
/// After an error the stream ends; [`checkpoint`](Self::checkpoint) is then the place to continue from. A
/// link that was followed before is an error after the page that contains it. Dropping the future of
/// [`next`](Self::next) loses nothing: the next call returns the page being fetched. Dropping the stream
/// cancels the request.
///
/// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
#[must_use = "no change is read before it is asked for"]
pub struct Changes<E> {
    reader: ChangeReader,
    entity: PhantomData<fn() -> E>,
}

/// The stream without the entity's type.
struct ChangeReader {
    client: Client,
    /// The wire name of the entities' key.
    key: &'static str,
    /// The request for all entities.
    initial_spec: RequestSpec,
    /// The request for the next page. `None` after the last page and after an error.
    spec: Option<RequestSpec>,
    /// The link of the current page. `None` for the beginning.
    token_before: Option<DeltaToken>,
    /// The link after the current page: of the next page or of the next run.
    token_after: Option<DeltaToken>,
    is_complete: bool,
    /// Why the stream restarts, until the first page after that has arrived.
    restart_reason: Option<Error>,
    has_restarted: bool,
    /// Hashes of the links that were followed: eight bytes a page.
    followed: HashSet<u64>,
    empties: EmptyPages,
    in_flight: Option<BoxFuture<'static, Completed>>,
    ready: VecDeque<Event>,
    /// An error to return after the current changes.
    final_error: Option<Error>,
}

enum Event {
    Item(Item),
    Restarted(Error),
}

impl<E> Changes<E> {
    pub(super) fn new(
        client: &Client,
        key: &'static str,
        initial_spec: RequestSpec,
        start: RequestSpec,
        token: Option<DeltaToken>,
    ) -> Self {
        let reader = ChangeReader {
            client: client.clone(),
            key,
            initial_spec,
            spec: Some(start),
            token_before: None,
            // A page that links back to the token of this run would loop, too.
            followed: token.iter().map(|token| hash(token.as_str())).collect(),
            token_after: token,
            is_complete: false,
            restart_reason: None,
            has_restarted: false,
            empties: EmptyPages::default(),
            in_flight: None,
            ready: VecDeque::new(),
            final_error: None,
        };
        Self { reader, entity: PhantomData }
    }

    /// The changes as an iterator whose `next` is a blocking call, for which see
    /// [`Request::send_blocking`](crate::Request::send_blocking).
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }

    /// Returns the next change. `None` after the last one.
    ///
    /// # Errors
    /// See [`Error`]. After an error, the stream has ended.
    pub async fn next(&mut self) -> Option<Result<Change<E>, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The token for the next run, after the last change was returned. Store it together with the changes.
    pub fn token(&self) -> Option<&DeltaToken> {
        self.reader.token_after.as_ref().filter(|_| self.reader.is_complete && self.reader.ready.is_empty())
    }

    /// Where to continue if the program ends now, or after an error: at the page whose changes are not all
    /// returned yet, which are then returned again, or at the next page. `None` means the beginning.
    ///
    /// Links to pages are valid only for a short time. For the next run, store the [`token`](Self::token).
    pub fn checkpoint(&self) -> Option<&DeltaToken> {
        if self.reader.ready.is_empty() {
            self.reader.token_after.as_ref()
        } else {
            self.reader.token_before.as_ref()
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Change<E>, Error>>> {
        self.reader.poll(context).map(|event| {
            Some(event?.map(|event| match event {
                Event::Item(item) => Change::of(item),
                Event::Restarted(reason) => Change::Restarted(reason),
            }))
        })
    }
}

impl ChangeReader {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, Error>>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(error) = self.final_error.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if self.in_flight.is_none() {
                let Some(spec) = self.spec.take() else { return Poll::Ready(None) };
                self.in_flight = Some(page::read(self.client.clone(), spec, self.key));
            }
            let Some(in_flight) = &mut self.in_flight else { return Poll::Ready(None) };
            let (spec, result) = ready!(in_flight.as_mut().poll(context));
            self.in_flight = None;
            match result {
                Ok(Answer::Page(page)) => self.take_page(spec, page),
                Ok(Answer::Expired { location, reason }) => self.restart(location, reason),
                Err(error) => self.final_error = Some(error),
            }
        }
    }

    /// Takes in a page and prepares the next one. An invalid link is reported later, because the page itself
    /// is complete.
    fn take_page(&mut self, spec: RequestSpec, page: Page) {
        self.token_before = self.token_after.take();
        if let Some(reason) = self.restart_reason.take() {
            // The tokens of the time before the restart are not valid any more.
            self.token_before = None;
            self.ready.push_back(Event::Restarted(reason));
        }
        let (is_empty, is_followed) = (page.items.is_empty(), matches!(page.link, PageLink::Next(_)));
        let endless = self.empties.count(is_empty, is_followed, spec.template.clone());
        self.ready.extend(page.items.into_iter().map(Event::Item));
        match page.link {
            PageLink::Next(link) => {
                if self.followed.insert(hash(&link)) {
                    self.spec = Some(spec.with_link(link.as_str()));
                } else {
                    self.final_error =
                        Some(InvalidRequestError::RepeatedLink { template: spec.template }.into());
                }
                self.token_after = Some(DeltaToken::given(link));
                if let Some(endless) = endless {
                    self.spec = None;
                    self.final_error = Some(endless);
                }
            }
            PageLink::Delta(link) => {
                self.is_complete = true;
                self.token_after = Some(DeltaToken::given(link));
            }
            // The page has no link, but can be requested again.
            PageLink::Missing(error) => {
                self.token_after.clone_from(&self.token_before);
                self.final_error = Some(error);
            }
        }
    }

    /// Restarts from the beginning, once, and only if the stream is not at the beginning.
    fn restart(&mut self, location: Option<String>, reason: Error) {
        let is_elsewhere = self.token_after.is_some() || location.is_some();
        if self.has_restarted || !is_elsewhere {
            self.final_error = Some(reason);
            return;
        }
        self.has_restarted = true;
        self.restart_reason = Some(reason);
        // After a restart, the same links may come again.
        self.followed.clear();
        let initial_spec = self.initial_spec.clone();
        self.spec = Some(match location {
            Some(location) => initial_spec.with_location(&location),
            None => initial_spec,
        });
    }

    fn is_exhausted(&self) -> bool {
        self.spec.is_none() && self.in_flight.is_none() && self.final_error.is_none() && self.ready.is_empty()
    }
}

// Only the boxed future is pinned, and it is pinned by its own box.
impl<E> Unpin for Changes<E> {}

impl<E> Stream for Changes<E> {
    type Item = Result<Change<E>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<E> FusedStream for Changes<E> {
    fn is_terminated(&self) -> bool {
        self.reader.is_exhausted()
    }
}

/// Shows the progress, never a link, which may contain ids.
impl<E> fmt::Debug for Changes<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("at_hand", &self.reader.ready.len())
            .field("followed", &self.reader.followed.len())
            .field("is_complete", &self.reader.is_complete)
            .finish_non_exhaustive()
    }
}
