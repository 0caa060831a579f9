//! The dispatcher: sends batches, handles their answers, and retries requests.

use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode};

use super::BATCH;
use super::answer::{Answer, answers};
use super::body;
use super::in_flight::{Completed, InFlight, Outcome};
use super::item::Item;
use super::redirect::Redirect;
use super::schedule::Schedule;
use crate::base::{BoxFuture, Call};
use crate::client::{Attempt, AttemptResult, Client, Deadline, Exchange, TooLate};
use crate::error::{BatchError, BatchErrorKind, DeadlineError, DeadlineStage, Error};
use crate::request::{BatchSort, Carried, RequestOptions, RequestSpec, Sent};

/// Sends all items and returns them with their results. Boxed, so that it is compiled once in this crate and
/// not in every program that sends a batch.
pub(super) fn run(client: Client, items: Vec<Item>, concurrency: usize) -> BoxFuture<'static, Vec<Item>> {
    Box::pin(async move {
        let schedule = Schedule::new(items, client.clock().now());
        Dispatch { client: &client, schedule, redirects: Vec::new() }.run(concurrency).await
    })
}

struct Dispatch<'a> {
    client: &'a Client,
    schedule: Schedule,
    /// Redirects that are to be followed.
    redirects: Vec<Redirect>,
}

/// Facts about a batch that all of its requests share.
struct Shared {
    call: Call,
    now: Instant,
    /// One random number for all requests, so that those that back off together are retried in the same
    /// batch.
    random: u64,
}

impl<'a> Dispatch<'a> {
    async fn run(mut self, concurrency: usize) -> Vec<Item> {
        let mut in_flight = InFlight::default();
        loop {
            let free = self.start_batches(&mut in_flight, concurrency);
            // Without room for another batch, a due request could not be sent, so only a completed batch can
            // wake the loop.
            let timer = self.schedule.next_due().filter(|_| free).map(|due| self.sleep_until(due));
            if in_flight.count() == 0 && timer.is_none() {
                return self.schedule.items;
            }
            if let Some(completed) = in_flight.next(timer).await {
                self.handle_completed(completed);
            }
        }
    }

    /// Starts all batches that can be sent. Returns whether another batch could be started.
    fn start_batches(&mut self, in_flight: &mut InFlight<'a>, concurrency: usize) -> bool {
        while in_flight.count() < concurrency {
            if let Some(redirect) = self.redirects.pop() {
                let item = &mut self.schedule.items[redirect.index];
                in_flight.start(redirect.follow(self.client, item));
                continue;
            }
            let now = self.client.clock().now();
            let Some(members) = self.schedule.next_batch(now) else { return true };
            in_flight.start(self.send(members));
        }
        false
    }

    fn sleep_until(&self, due: Instant) -> BoxFuture<'a, ()> {
        let clock = self.client.clock();
        clock.sleep(due.saturating_duration_since(clock.now()))
    }

    fn send(&mut self, members: Vec<usize>) -> BoxFuture<'a, Completed> {
        let client = self.client;
        let begun = client.clock().now();
        let left: Vec<_> =
            members.iter().map(|member| self.schedule.items[*member].time_left(begun)).collect();
        let items = &self.schedule.items;
        let mut spec = spec(&members, items);
        let counted: Vec<_> = members
            .iter()
            .map(|member| &items[*member].call)
            .map(|call| (call.method.clone(), call.template.clone()))
            .collect();
        Box::pin(async move {
            // Inside the future, so that a batch that waits for the budget does not delay the dispatch of
            // others.
            let deadline = Deadline::new(begun, left.iter().max().copied().unwrap_or_default());
            let shortest = left.iter().min().copied().unwrap_or_default();
            let turn = client.keep_to_budget(&counted, Deadline::new(begun, shortest)).await;
            // Taken after the budget: waiting for it does not count against `max_retry_time`.
            let sent_at = client.clock().now();
            let queued = *turn.as_ref().unwrap_or(&Duration::ZERO);
            let outcome = match turn {
                Ok(_) => {
                    spec.options.deadline = Some(deadline.left(sent_at));
                    Outcome::Ended(Box::new(client.exchange_any(&spec).await))
                }
                Err(late) => Outcome::Late(late, left),
            };
            Completed { members, sent_at, queued, outcome }
        })
    }

    fn handle_completed(&mut self, Completed { members, sent_at, queued, outcome }: Completed) {
        let answer = match outcome {
            Outcome::Ended(answer) => *answer,
            Outcome::Late(late, left) => return self.handle_late(&members, &left, late),
            Outcome::Followed(result) => return self.handle_followed(members[0], *result),
        };
        for member in &members {
            self.schedule.items[*member].call.queued += queued;
            self.schedule.items[*member].start.get_or_insert(sent_at);
        }
        let outer = match answer {
            Ok(outer) => outer,
            Err(error) => return self.handle_batch_error(&members, error, None, None),
        };
        // Read before `checked`, which consumes the exchange and returns an error without the headers.
        let result = AttemptResult::from_answer(outer.status, &outer.body);
        let retry_after = Client::retry_after(&outer.headers, &outer.body, self.client.clock().system_time());
        let outer = match outer.checked() {
            Ok(outer) => outer,
            Err(error) => return self.handle_batch_error(&members, error, Some(result), retry_after),
        };
        match answers(&outer, members.len()) {
            Ok(answers) => self.handle_replies(&members, answers, &outer),
            // An unreadable 2xx answer: the requests may have been carried out.
            Err(error) => self.handle_batch_error(&members, outer.read_error(error), Some(result), None),
        }
    }

    /// Fails the requests for which the turn of their batch comes too late. The others are sent in another one.
    fn handle_late(&mut self, members: &[usize], left: &[Duration], late: TooLate) {
        let now = self.client.clock().now();
        let shortest = left.iter().min().copied().unwrap_or_default();
        let is_late = |left: Duration| left == shortest || late.wait.is_some_and(|wait| left < wait);
        let (late_ones, others): (Vec<_>, Vec<_>) =
            members.iter().zip(left).partition(|(_, left)| is_late(**left));
        // First, so that those that depend on a late one fail with it.
        for (index, _) in others {
            self.schedule.requeue(*index, None, now);
        }
        for (index, _) in late_ones {
            let item = &self.schedule.items[*index];
            let error = too_late(item.call.clone(), item.deadline, late);
            self.fail_unsent(*index, Arc::new(error));
        }
    }

    /// Handles a failure of the whole batch as a failure of each of its requests.
    fn handle_batch_error(
        &mut self,
        members: &[usize],
        error: Error,
        result: Option<AttemptResult>,
        retry_after: Option<Duration>,
    ) {
        let result = match &error {
            Error::Transport(unanswered) => Some(AttemptResult::from_transport_error(&unanswered.error)),
            _ => result,
        };
        let call = error.call().cloned();
        let shared = self.shared(call.unwrap_or_else(|| Call::new(Method::POST, BATCH, "")));
        let error = Arc::new(error);
        for index in members.iter().copied() {
            self.count_attempt(index, &shared);
            self.schedule.items[index].call.doubt(result.is_some_and(is_in_doubt));
            if result.is_some_and(|result| self.retry(index, result, retry_after, &shared)) {
                let item = &mut self.schedule.items[index];
                let kind = BatchErrorKind::BatchFailed(error.clone());
                item.last_error = Some(BatchError { call: item.call.clone(), kind }.into());
            } else if matches!(&*error, Error::Deadline(_)) {
                self.fail_unsent(index, error.clone());
            } else {
                self.fail(index, BatchErrorKind::BatchFailed(error.clone()));
            }
        }
    }

    /// Handles the replies: each request has its own answer or error.
    fn handle_replies(&mut self, members: &[usize], answers: Vec<Answer>, outer: &Exchange) {
        let shared = self.shared(outer.call.clone());
        for (position, (index, answer)) in members.iter().copied().zip(answers).enumerate() {
            self.count_attempt(index, &shared);
            match answer {
                Ok(answer) => self.handle_reply(index, answer, outer, outer.carried.at(position), &shared),
                Err(kind) => {
                    // Graph may have carried out the request although its reply is missing or invalid.
                    self.schedule.items[index].call.doubt(true);
                    self.fail(index, kind);
                }
            }
        }
    }

    fn handle_reply(
        &mut self,
        index: usize,
        mut answer: Response<Bytes>,
        outer: &Exchange,
        carried: Carried,
        shared: &Shared,
    ) {
        outer.issued.scrub_id(answer.headers_mut());
        let redirect = Redirect::of(self.client, index, &mut self.schedule.items[index], &answer, &carried);
        if let Some(redirect) = redirect {
            return self.redirects.push(redirect);
        }
        let (head, body) = answer.into_parts();
        self.client.observe_answer(head.status);
        let result = AttemptResult::from_answer(head.status, &body);
        self.schedule.items[index].call.doubt(result.is_ambiguous());
        // A 424 is not an error of this request while the one that it depends on is being retried.
        if head.status == StatusCode::FAILED_DEPENDENCY && self.waits_for_dependency(index) {
            return self.schedule.requeue(index, None, shared.now);
        }
        let retry_after = self.retry_after(&head.headers, &body);
        let is_retried = self.retry(index, result, retry_after, shared);
        let item = &mut self.schedule.items[index];
        let exchange = Exchange {
            call: item.call.clone(),
            token: outer.token.clone(),
            issued: outer.issued.clone(),
            carried,
            permissions: item.permissions,
            lacks_eventual: item.lacks_eventual,
            any_content: item.any_content,
            status: head.status,
            headers: head.headers,
            body,
            unread: None,
        };
        match exchange.checked() {
            Err(error) if is_retried => item.last_error = Some(error),
            Ok(exchange) => self.schedule.finish(index, exchange, shared.now),
            Err(error) => self.schedule.fail(index, error),
        }
    }

    /// Handles the answer of the other host, of which the request's own call says what was sent before.
    fn handle_followed(&mut self, index: usize, result: Result<Exchange, Error>) {
        let call = &mut self.schedule.items[index].call;
        let result = result.and_then(|mut exchange| {
            call.attempts += exchange.call.attempts;
            call.waits.append(&mut exchange.call.waits);
            exchange.call = call.clone();
            exchange.checked()
        });
        match result {
            Ok(exchange) => self.schedule.finish(index, exchange, self.client.clock().now()),
            Err(error) => self.schedule.fail(index, error),
        }
    }

    /// Schedules a retry if the retry policy and the request's dependency allow it. Returns whether it did.
    fn retry(
        &mut self,
        index: usize,
        result: AttemptResult,
        retry_after: Option<Duration>,
        shared: &Shared,
    ) -> bool {
        self.schedule.items[index].call.retry_after = retry_after;
        let item = &self.schedule.items[index];
        let attempt = Attempt {
            method: &item.call.method,
            is_idempotent: item.is_idempotent,
            result,
            attempts: item.call.attempts,
            elapsed: item.start.map_or(Duration::ZERO, |start| shared.now.saturating_duration_since(start)),
            retry_after,
            random: shared.random,
        };
        // After its dependency failed permanently, a retry could not succeed.
        let is_blocked = item.parent.is_some_and(|parent| self.schedule.items[parent].has_failed());
        let begun = item.begun.map_or(Duration::ZERO, |begun| shared.now.saturating_duration_since(begun));
        let in_time = |wait: &Duration| begun.saturating_add(*wait) < item.deadline;
        let wait = self.client.next_delay(&attempt, item.key.no_retry);
        let wait = wait.filter(in_time).filter(|_| !is_blocked);
        let Some(wait) = wait else { return false };
        let Some(due) = shared.now.checked_add(wait) else { return false };
        self.client.observe_retry(&item.call, result, wait);
        self.schedule.items[index].call.waits.push(wait);
        self.schedule.requeue(index, Some(due), shared.now);
        true
    }

    fn waits_for_dependency(&self, index: usize) -> bool {
        let parent = self.schedule.items[index].parent;
        parent.is_some_and(|parent| self.schedule.items[parent].is_waiting())
    }

    /// Counts an attempt.
    fn count_attempt(&mut self, index: usize, shared: &Shared) {
        let call = &mut self.schedule.items[index].call;
        call.attempts += shared.call.attempts;
        call.retry_after = None;
        // A batch that was not sent keeps the id of the last one that was.
        if shared.call.attempts > 0 || call.client_request_id.is_empty() {
            call.client_request_id.clone_from(&shared.call.client_request_id);
        }
    }

    fn fail(&mut self, index: usize, kind: BatchErrorKind) {
        let call = self.schedule.items[index].call.clone();
        self.schedule.fail(index, BatchError { call, kind }.into());
    }

    /// Fails a request for which there was no time. An answer to an earlier attempt says more than that.
    fn fail_unsent(&mut self, index: usize, error: Arc<Error>) {
        match self.schedule.items[index].last_error.take() {
            Some(last) => self.schedule.fail(index, last),
            None => self.fail(index, BatchErrorKind::BatchFailed(error)),
        }
    }

    fn retry_after(&self, headers: &HeaderMap, body: &[u8]) -> Option<Duration> {
        Client::retry_after(headers, body, self.client.clock().system_time())
    }

    fn shared(&self, call: Call) -> Shared {
        Shared { call, now: self.client.clock().now(), random: Client::random() }
    }
}

/// Whether the service may have carried out the requests although no answer says so: as for a single request,
/// and also if the batch has a 2xx answer that cannot be read.
fn is_in_doubt(result: AttemptResult) -> bool {
    result.is_ambiguous() || matches!(result, AttemptResult::Status(status, _) if status.is_success())
}

/// The error of a request whose turn in the budget comes too late.
fn too_late(call: Call, limit: Duration, TooLate { wait, .. }: TooLate) -> Error {
    Error::Deadline(Box::new(DeadlineError { call, limit, stage: DeadlineStage::Budget, wait }))
}

/// The request that carries the others.
fn spec(members: &[usize], items: &[Item]) -> RequestSpec {
    let first = members.first().map(|first| items[*first].key);
    let longest = members.iter().map(|member| items[*member].timeout).max();
    let version = first.map_or("v1.0", |key| key.version);
    let mut spec = RequestSpec::new(Method::POST, version, BATCH.into(), BATCH.to_owned(), None);
    spec.body = Some(body::batch(members, items).into());
    spec.declared.sent = Sent::Batch(members.iter().map(|member| items[*member].declared.clone()).collect());
    let writes = members.iter().any(|member| items[*member].call.is_write);
    let batch = Some(if writes { BatchSort::Writes } else { BatchSort::Reads });
    spec.options = RequestOptions { timeout: longest, no_retry: true, batch, ..RequestOptions::default() };
    spec
}
