//! The changes of all pages, one after the other.

use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::collections::{HashSet, VecDeque};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::item::Item;
use super::page::{self, Answer, Flight, Lead, Page};
use super::{Change, DeltaToken};
use crate::address::hash;
use crate::base::{BoxFuture, InvalidRequest};
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
    walk: Walk,
    entity: PhantomData<fn() -> E>,
}

/// The stream without the entity's type.
struct Walk {
    client: Client,
    /// The request that starts with all there is.
    beginning: RequestSpec,
    /// The request for the next page; none behind the last one and behind an error.
    spec: Option<RequestSpec>,
    /// The link of the page at hand; none for the beginning.
    here: Option<DeltaToken>,
    /// The link of what comes next: a page, or the next run.
    there: Option<DeltaToken>,
    is_complete: bool,
    /// Why all starts again, until the first page of that is there.
    void: Option<Error>,
    has_restarted: bool,
    /// The links followed, as hashes: eight bytes a page.
    followed: HashSet<u64>,
    flight: Option<BoxFuture<'static, Flight>>,
    ready: VecDeque<Event>,
    /// What ends the stream behind the changes at hand.
    ending: Option<Error>,
}

enum Event {
    Item(Item),
    Restarted(Error),
}

impl<E> Changes<E> {
    pub(super) fn new(
        client: &Client,
        beginning: RequestSpec,
        start: RequestSpec,
        token: Option<DeltaToken>,
    ) -> Self {
        let walk = Walk {
            client: client.clone(),
            beginning,
            spec: Some(start),
            here: None,
            followed: token.iter().map(|token| hash(token.as_str())).collect(),
            there: token,
            is_complete: false,
            void: None,
            has_restarted: false,
            flight: None,
            ready: VecDeque::new(),
            ending: None,
        };
        Self { walk, entity: PhantomData }
    }

    /// The next change; none behind the last one.
    pub async fn next(&mut self) -> Option<Result<Change<E>, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The token that the next run starts from, once the last change has been given: store it with them.
    pub fn token(&self) -> Option<&DeltaToken> {
        self.walk.there.as_ref().filter(|_| self.walk.is_complete && self.walk.ready.is_empty())
    }

    /// Where to go on should the program end now, or after an error: at the page of which changes are still to be given,
    /// which then come again, or at the next one. None stands for the beginning.
    ///
    /// Links to pages serve for a short time; what is stored for the next run is the [`token`](Self::token).
    pub fn checkpoint(&self) -> Option<&DeltaToken> {
        if self.walk.ready.is_empty() { self.walk.there.as_ref() } else { self.walk.here.as_ref() }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Change<E>, Error>>> {
        self.walk.poll(context).map(|event| {
            Some(event?.map(|event| match event {
                Event::Item(item) => Change::of(item),
                Event::Restarted(why) => Change::Restarted(why),
            }))
        })
    }
}

impl Walk {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, Error>>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(error) = self.ending.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if self.flight.is_none() {
                let Some(spec) = self.spec.take() else { return Poll::Ready(None) };
                self.flight = Some(page::read(self.client.clone(), spec));
            }
            let Some(flight) = &mut self.flight else { return Poll::Ready(None) };
            let (spec, outcome) = ready!(flight.as_mut().poll(context));
            self.flight = None;
            match outcome {
                Ok(Answer::Page(page)) => self.take(spec, page),
                Ok(Answer::Void { location, why }) => self.start_again(location, why),
                Err(error) => self.ending = Some(error),
            }
        }
    }

    /// Takes a page in and notes where it leads. The page itself is whole even where its link is not.
    fn take(&mut self, spec: RequestSpec, page: Page) {
        self.here = self.there.take();
        if let Some(why) = self.void.take() {
            self.here = None;
            self.ready.push_back(Event::Restarted(why));
        }
        self.ready.extend(page.items.into_iter().map(Event::Item));
        match page.leads_to {
            Lead::Next(link) => {
                if self.followed.insert(hash(&link)) {
                    self.spec = Some(spec.with_link(link.as_str()));
                } else {
                    self.ending = Some(InvalidRequest::RepeatedLink { template: spec.template }.into());
                }
                self.there = Some(DeltaToken::given(link));
            }
            Lead::Later(link) => {
                self.is_complete = true;
                self.there = Some(DeltaToken::given(link));
            }
            // The page can be asked for once more.
            Lead::Nowhere(error) => {
                self.there.clone_from(&self.here);
                self.ending = Some(error);
            }
        }
    }

    /// Goes back to the beginning, once, and only from somewhere else.
    fn start_again(&mut self, location: Option<String>, why: Error) {
        let is_elsewhere = self.there.is_some() || location.is_some();
        if self.has_restarted || !is_elsewhere {
            self.ending = Some(why);
            return;
        }
        self.has_restarted = true;
        self.void = Some(why);
        self.followed.clear();
        let beginning = self.beginning.clone();
        self.spec = Some(match location {
            Some(location) => beginning.with_location(&location),
            None => beginning,
        });
    }

    fn is_at_its_end(&self) -> bool {
        self.spec.is_none() && self.flight.is_none() && self.ending.is_none() && self.ready.is_empty()
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
        self.walk.is_at_its_end()
    }
}

/// Shows how far it is and never a link, which may hold ids.
impl<E> fmt::Debug for Changes<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("at_hand", &self.walk.ready.len())
            .field("followed", &self.walk.followed.len())
            .field("is_complete", &self.walk.is_complete)
            .finish_non_exhaustive()
    }
}
