//! From requests to results: batches go out, come back, and what has to goes out again.

use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode};

use super::BATCH;
use super::answer::{Answer, answers};
use super::body;
use super::flights::{Flights, Landed};
use super::item::Item;
use super::schedule::Schedule;
use crate::base::{BoxFuture, Call, is_read};
use crate::client::{Client, Exchange, Outcome, Tried};
use crate::error::{BatchFailure, BatchFault, Error};
use crate::request::{RequestOptions, RequestSpec};

/// Sends all items and gives them back, each with its result. Boxed, so that it is compiled here and not once more in
/// every program that sends a batch.
pub(super) fn run(client: Client, items: Vec<Item>, concurrency: usize) -> BoxFuture<'static, Vec<Item>> {
    Box::pin(async move {
        let schedule = Schedule::new(items, client.clock().now());
        Dispatch { client: &client, schedule }.run(concurrency).await
    })
}

struct Dispatch<'a> {
    client: &'a Client,
    schedule: Schedule,
}

/// A batch's own facts, as far as its requests share them.
struct Shared {
    call: Call,
    now: Instant,
    /// The same for all, so that those which back off alike come back together.
    random: u64,
}

impl<'a> Dispatch<'a> {
    async fn run(mut self, concurrency: usize) -> Vec<Item> {
        let mut flights = Flights::default();
        loop {
            let free = self.launch(&mut flights, concurrency);
            let timer = self.schedule.next_due().filter(|_| free).map(|due| self.sleep_until(due));
            if flights.count() == 0 && timer.is_none() {
                return self.schedule.items;
            }
            if let Some(landed) = flights.next(timer).await {
                self.settle(landed);
            }
        }
    }

    /// Starts what can go; says whether there is room for more.
    fn launch(&mut self, flights: &mut Flights<'a>, concurrency: usize) -> bool {
        while flights.count() < concurrency {
            let now = self.client.clock().now();
            let Some(members) = self.schedule.next_batch(now) else { return true };
            flights.start(self.fly(members));
        }
        false
    }

    fn sleep_until(&self, due: Instant) -> BoxFuture<'a, ()> {
        let clock = self.client.clock();
        clock.sleep(due.saturating_duration_since(clock.now()))
    }

    fn fly(&self, members: Vec<usize>) -> BoxFuture<'a, Landed> {
        let client = self.client;
        let items = &self.schedule.items;
        let spec = spec(&members, items);
        let counted: Vec<_> = members
            .iter()
            .map(|member| &items[*member].call)
            .map(|call| (call.method.clone(), call.template.clone()))
            .collect();
        Box::pin(async move {
            client.keep_to_budget(&counted).await;
            let departure = client.clock().now();
            let answer = client.exchange_any(&spec).await;
            Landed { members, departure, answer }
        })
    }

    fn settle(&mut self, Landed { members, departure, answer }: Landed) {
        for member in &members {
            self.schedule.items[*member].start.get_or_insert(departure);
        }
        let outer = match answer {
            Ok(outer) => outer,
            Err(error) => return self.whole(&members, error, None, None),
        };
        let status = outer.status;
        let asked = Client::asked(&outer.headers, &outer.body, self.client.clock().system_time());
        let outer = match outer.checked() {
            Ok(outer) => outer,
            Err(error) => return self.whole(&members, error, Some(status), asked),
        };
        match answers(&outer, members.len()) {
            Ok(answers) => self.each(&members, answers, &outer),
            Err(error) => self.whole(&members, outer.misread(error), Some(status), None),
        }
    }

    /// The batch was answered as one: what met it met each of its requests.
    fn whole(
        &mut self,
        members: &[usize],
        error: Error,
        status: Option<StatusCode>,
        asked: Option<Duration>,
    ) {
        let outcome = match (&error, status) {
            (Error::Transport(failure), _) => Some(Outcome::of_failure(&failure.error)),
            (_, status) => status.map(Outcome::Status),
        };
        let call = error.call().cloned();
        let shared = self.shared(call.unwrap_or_else(|| Call::new(Method::POST, BATCH, "")));
        let error = Arc::new(error);
        for index in members.iter().copied() {
            self.arrive(index, &shared);
            let doubtful = outcome.is_some_and(is_doubtful);
            self.doubt(index, doubtful);
            if !outcome.is_some_and(|outcome| self.again(index, outcome, asked, &shared)) {
                self.end(index, BatchFault::Whole(error.clone()));
            }
        }
    }

    /// Each request has an answer of its own, or a fault instead.
    fn each(&mut self, members: &[usize], answers: Vec<Answer>, outer: &Exchange) {
        let shared = self.shared(outer.call.clone());
        for (index, answer) in members.iter().copied().zip(answers) {
            self.arrive(index, &shared);
            match answer {
                Ok(answer) => self.answered(index, answer, outer, &shared),
                Err(fault) => {
                    self.doubt(index, true);
                    self.end(index, fault);
                }
            }
        }
    }

    fn answered(&mut self, index: usize, answer: Response<Bytes>, outer: &Exchange, shared: &Shared) {
        let (head, body) = answer.into_parts();
        let outcome = Outcome::Status(head.status);
        self.doubt(index, outcome.is_ambiguous());
        if head.status == StatusCode::FAILED_DEPENDENCY && self.hangs_on_another_try(index) {
            return self.schedule.repeat(index, None, shared.now);
        }
        let asked = self.asked(&head.headers, &body);
        if self.again(index, outcome, asked, shared) {
            return;
        }
        let item = &self.schedule.items[index];
        let exchange = Exchange {
            call: item.call.clone(),
            token: outer.token.clone(),
            permissions: item.permissions,
            any_content: item.any_content,
            status: head.status,
            headers: head.headers,
            body,
        };
        match exchange.checked() {
            Ok(exchange) => self.schedule.finish(index, exchange, shared.now),
            Err(error) => self.schedule.fail(index, error),
        }
    }

    /// Sends it again where the rules and its dependency allow that.
    fn again(&mut self, index: usize, outcome: Outcome, asked: Option<Duration>, shared: &Shared) -> bool {
        let item = &self.schedule.items[index];
        let tried = Tried {
            method: &item.call.method,
            outcome,
            attempts: item.call.attempts,
            elapsed: item.start.map_or(Duration::ZERO, |start| shared.now.saturating_duration_since(start)),
            asked,
            random: shared.random,
        };
        let hopeless = item.parent.is_some_and(|parent| self.schedule.items[parent].has_failed());
        let wait = self.client.wait_after(&tried, item.key.no_retry).filter(|_| !hopeless);
        let Some(due) = wait.and_then(|wait| shared.now.checked_add(wait)) else { return false };
        self.schedule.items[index].call.waits.extend(wait);
        self.schedule.repeat(index, Some(due), shared.now);
        true
    }

    fn hangs_on_another_try(&self, index: usize) -> bool {
        let parent = self.schedule.items[index].parent;
        parent.is_some_and(|parent| self.schedule.items[parent].is_waiting())
    }

    /// Counts a try.
    fn arrive(&mut self, index: usize, shared: &Shared) {
        let call = &mut self.schedule.items[index].call;
        call.attempts += shared.call.attempts;
        call.client_request_id.clone_from(&shared.call.client_request_id);
    }

    fn doubt(&mut self, index: usize, doubtful: bool) {
        let call = &mut self.schedule.items[index].call;
        call.write_in_doubt |= doubtful && !is_read(&call.method);
    }

    fn end(&mut self, index: usize, fault: BatchFault) {
        let call = self.schedule.items[index].call.clone();
        self.schedule.fail(index, BatchFailure { call, fault }.into());
    }

    fn asked(&self, headers: &HeaderMap, body: &[u8]) -> Option<Duration> {
        Client::asked(headers, body, self.client.clock().system_time())
    }

    fn shared(&self, call: Call) -> Shared {
        Shared { call, now: self.client.clock().now(), random: Client::random() }
    }
}

/// Whether the service may have carried out the requests although nothing says so: as for one request, and where it says
/// that all went well and then not what.
fn is_doubtful(outcome: Outcome) -> bool {
    outcome.is_ambiguous() || matches!(outcome, Outcome::Status(status) if status.is_success())
}

/// The request that carries the others.
fn spec(members: &[usize], items: &[Item]) -> RequestSpec {
    let first = members.first().map(|first| items[*first].key);
    let longest = members.iter().map(|member| items[*member].timeout).max();
    let version = first.map_or("v1.0", |key| key.version);
    let mut spec = RequestSpec::new(Method::POST, version, BATCH.into(), BATCH.to_owned(), None);
    spec.body = Some(body::batch(members, items).into());
    spec.options = RequestOptions { timeout: longest, no_retry: true, is_uncounted: true };
    spec
}
