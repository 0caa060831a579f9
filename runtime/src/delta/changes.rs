//! The changes of all pages, one after the other.

use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::collections::{HashSet, VecDeque};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::item::Item;
use super::page::{self, Answer, Completed, Page, PageLink};
use super::{Change, DeltaToken};
use crate::address::hash;
use crate::base::{BoxFuture, InvalidRequestError};
use crate::client::Client;
use crate::error::Error;
use crate::request::RequestSpec;

/// The changes of a collection, one page of them in memory: a stream, with a `next` of its own.
///
/// It follows each `nextLink` as Graph gave it, sends the headers with every page, and sends the token to no other host.
/// Behind the last change it holds the [`token`](Self::token) for the next run. Items may come more than once, and in any
/// order: the last one stands.
///
/// Where Graph can no longer say what has changed (410, or the code `syncStateNotFound`), the stream starts again by itself,
/// at the place that Graph names or with all there is, and says so by [`Change::Restarted`] before the first item of that.
/// It does so once; if Graph says it again, that is the error that ends the stream.
///
/// After an error nothing follows; [`checkpoint`](Self::checkpoint) then says where to go on. A link that comes again ends in an
/// error behind the page that held it. Dropping the future of [`next`](Self::next) loses nothing: the page on its way is the
/// next call's. Dropping the stream cancels the request.
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
    /// The request that starts with all there is.
    initial_spec: RequestSpec,
    /// The request for the next page; none behind the last one and behind an error.
    spec: Option<RequestSpec>,
    /// The link of the page at hand; none for the beginning.
    token_before: Option<DeltaToken>,
    /// The link of what comes next: a page, or the next run.
    token_after: Option<DeltaToken>,
    is_complete: bool,
    /// Why all starts again, until the first page of that is there.
    restart_reason: Option<Error>,
    has_restarted: bool,
    /// The links followed, as hashes: eight bytes a page.
    followed: HashSet<u64>,
    in_flight: Option<BoxFuture<'static, Completed>>,
    ready: VecDeque<Event>,
    /// What ends the stream behind the changes at hand.
    final_error: Option<Error>,
}

enum Event {
    Item(Item),
    Restarted(Error),
}

impl<E> Changes<E> {
    pub(super) fn new(
        client: &Client,
        initial_spec: RequestSpec,
        start: RequestSpec,
        token: Option<DeltaToken>,
    ) -> Self {
        let reader = ChangeReader {
            client: client.clone(),
            initial_spec,
            spec: Some(start),
            token_before: None,
            followed: token.iter().map(|token| hash(token.as_str())).collect(),
            token_after: token,
            is_complete: false,
            restart_reason: None,
            has_restarted: false,
            in_flight: None,
            ready: VecDeque::new(),
            final_error: None,
        };
        Self { reader, entity: PhantomData }
    }

    /// The next change; none behind the last one.
    pub async fn next(&mut self) -> Option<Result<Change<E>, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The token that the next run starts from, once the last change has been given: store it with them.
    pub fn token(&self) -> Option<&DeltaToken> {
        self.reader.token_after.as_ref().filter(|_| self.reader.is_complete && self.reader.ready.is_empty())
    }

    /// Where to go on should the program end now, or after an error: at the page of which changes are still to be given,
    /// which then come again, or at the next one. None stands for the beginning.
    ///
    /// Links to pages serve for a short time; what is stored for the next run is the [`token`](Self::token).
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
                self.in_flight = Some(page::read(self.client.clone(), spec));
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

    /// Takes a page in and notes where it leads. The page itself is whole even where its link is not.
    fn take_page(&mut self, spec: RequestSpec, page: Page) {
        self.token_before = self.token_after.take();
        if let Some(reason) = self.restart_reason.take() {
            self.token_before = None;
            self.ready.push_back(Event::Restarted(reason));
        }
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
            }
            PageLink::Delta(link) => {
                self.is_complete = true;
                self.token_after = Some(DeltaToken::given(link));
            }
            // The page can be asked for once more.
            PageLink::Missing(error) => {
                self.token_after.clone_from(&self.token_before);
                self.final_error = Some(error);
            }
        }
    }

    /// Goes back to the beginning, once, and only from somewhere else.
    fn restart(&mut self, location: Option<String>, reason: Error) {
        let is_elsewhere = self.token_after.is_some() || location.is_some();
        if self.has_restarted || !is_elsewhere {
            self.final_error = Some(reason);
            return;
        }
        self.has_restarted = true;
        self.restart_reason = Some(reason);
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

// Nothing in it is pinned but the boxed future, which is by itself.
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

/// Shows how far it is and never a link, which may hold ids.
impl<E> fmt::Debug for Changes<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("at_hand", &self.reader.ready.len())
            .field("followed", &self.reader.followed.len())
            .field("is_complete", &self.reader.is_complete)
            .finish_non_exhaustive()
    }
}
