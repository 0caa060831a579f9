//! From a request to a response, without sockets.

mod batch;
mod call;
mod change;
mod content;
mod delete;
mod delta;
mod exchange;
mod get;
mod interception;
mod jobs;
mod list;
mod media;
mod metadata;
mod mime;
mod observation;
pub(crate) mod origin;
mod patch;
mod permission;
mod post;
mod property;
mod put;
mod range;
mod reference;
mod route;
mod save;
mod stream;
mod switches;

use std::sync::{Mutex, RwLock};

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response};
use time::OffsetDateTime;

use crate::answers::envelope::{CLIENT_REQUEST_ID, Ids};
use crate::answers::response::{Remarks, accepted, denied, refused};
use crate::auth::caller::{Caller, Tokens};
use crate::calls::stubs::Stubs;
use crate::data::store::Store;
use crate::faults::fault::Fault;
use crate::faults::not_served::NotServed;
use crate::faults::queue::Faults;
use crate::faults::throttler::Throttler;
use crate::lock::{lock, write_lock};
use crate::media::store::{MediaAddress, MediaStore};
use crate::observe::finding::Findings;
use crate::observe::kind::Remark;
use crate::observe::lint;
use crate::observe::next_links::NextLinks;
use crate::observe::recording::{Arrival, Recording, Sent};
use crate::observe::replies::Replies;
use crate::observe::retry_log::RetryLog;
use crate::query::SortedLists;
use crate::refusals::Refusal;
use crate::routing::target::{self, Target};
use crate::schema::model::Model;
use crate::service::exchange::Exchange;
use crate::service::range::part;
use crate::settings::Settings;

/// The machine that answered, for Graph's support.
const DIAGNOSTIC: HeaderName = HeaderName::from_static("x-ms-ags-diagnostic");
const SERVER: HeaderValue = HeaderValue::from_static(
    r#"{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"1","ScaleUnit":"001","RoleInstance":"graph-emulator"}}"#,
);

/// The preference for enumeration members after the sentinel.
pub(crate) const INCLUDE_UNKNOWN: &str = "include-unknown-enum-members";

/// The configuration of a service.
#[derive(Default)]
pub(crate) struct Config {
    pub(crate) model: Model,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) throttler: Option<Throttler>,
    pub(crate) not_served: NotServed,
    pub(crate) faults: Faults,
    pub(crate) stubs: Stubs,
}

/// The emulated service.
pub(crate) struct Service {
    pub(crate) endpoint: String,
    /// When it started, which tells two runs apart.
    pub(crate) started: OffsetDateTime,
    /// The key of the hash in links.
    pub(crate) secret: String,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) throttler: Option<Throttler>,
    pub(crate) not_served: NotServed,
    pub(crate) model: Model,
    pub(crate) stubs: Mutex<Stubs>,
    /// The stubs of the start.
    start_stubs: Stubs,
    pub(crate) media: Mutex<MediaStore>,
    pub(crate) store: RwLock<Store>,
    /// The entities of the start.
    pub(crate) start: Store,
    /// Held while the data file is written.
    pub(crate) save_lock: Mutex<()>,
    pub(crate) recorded: Mutex<Recording>,
    pub(crate) replies: Mutex<Replies>,
    pub(crate) findings: Mutex<Findings>,
    pub(crate) next_links: Mutex<NextLinks>,
    pub(crate) sorted_lists: Mutex<SortedLists>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) retry_log: Mutex<RetryLog>,
}

impl Service {
    /// Creates a service at an endpoint, with the entities of the start.
    pub(crate) fn new(endpoint: String, config: Config, store: Store) -> Self {
        let Config { model, settings, tokens, throttler, not_served, faults, stubs } = config;
        Self {
            endpoint,
            started: OffsetDateTime::now_utc(),
            secret: uuid::Uuid::new_v4().to_string(),
            recorded: Mutex::new(Recording::new(settings.recording_limit)),
            replies: Mutex::default(),
            settings,
            tokens,
            throttler,
            not_served,
            model,
            start_stubs: stubs.clone(),
            stubs: Mutex::new(stubs),
            media: Mutex::default(),
            start: store.clone(),
            store: RwLock::new(store),
            save_lock: Mutex::default(),
            findings: Mutex::default(),
            next_links: Mutex::default(),
            sorted_lists: Mutex::default(),
            faults: Mutex::new(faults),
            retry_log: Mutex::default(),
        }
    }

    /// Restores the entities and the stubs of the start, and forgets what was observed. Queued faults are kept.
    pub(crate) fn reset(&self) {
        write_lock(&self.store).reset(&self.start);
        lock(&self.stubs).clone_from(&self.start_stubs);
        *lock(&self.media) = MediaStore::default();
        lock(&self.recorded).clear();
        *lock(&self.replies) = Replies::default();
        *lock(&self.findings) = Findings::default();
        *lock(&self.next_links) = NextLinks::default();
        *lock(&self.sorted_lists) = SortedLists::default();
        *lock(&self.retry_log) = RetryLog::default();
    }

    /// Records the arrival of a request, and returns the fault to inject.
    pub(crate) fn begin(&self, parts: &mut Parts) -> Fault {
        let arrival = lock(&self.recorded).arrive();
        let early = self.note_arrival(&parts.method, &target::text(&parts.uri));
        parts.extensions.insert((arrival, Remarks(early.into_iter().collect())));
        let is_for_its_items = self.settings.faults_in_batches && Target::of(&parts.uri).is_batch();
        if is_for_its_items { Fault::None } else { self.next_fault() }
    }

    /// Records the arrival of a request, by itself or in a batch, and returns a remark if it is too early.
    pub(crate) fn note_arrival(&self, method: &Method, target: &str) -> Option<Remark> {
        lock(&self.retry_log).record_arrival(method, target).map(|wait| lint::too_early(&wait))
    }

    /// Records a request with its reply, if it got one, and with remarks.
    pub(crate) fn record(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
        reply: Option<&Response<Bytes>>,
        remarks: Vec<Remark>,
    ) {
        let body = body.as_ref().map_or(&[][..], |body| body);
        let target = target::text(&parts.uri);
        let sent = Sent { method: parts.method.as_str(), target: &target, headers: &parts.headers, body };
        let arrival = parts.extensions.get::<(Arrival, Remarks)>().cloned();
        let (arrival, Remarks(mut all)) =
            arrival.unwrap_or_else(|| (lock(&self.recorded).arrive(), Remarks::default()));
        all.extend(remarks);
        self.observe(arrival, None, sent, reply, all);
    }

    /// Answers a request and records both. `body` is a refusal if the body could not be read.
    pub(crate) fn answer(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
        fault: &Fault,
    ) -> Response<Bytes> {
        let request_id = uuid::Uuid::new_v4().to_string();
        let given = parts.headers.get(CLIENT_REQUEST_ID);
        let ids = Ids::of(&request_id, &parts.headers, parts.uri.path());
        let caller = self.tokens.caller(&parts.headers);
        let target = target::text(&parts.uri);
        let exchange = Exchange { method: &parts.method, target: &target, ids };
        let fault_response = self.fault_response(&exchange, fault, caller.as_ref());
        let local = self.expect_local(&parts.headers);
        let media = MediaAddress::of(parts.uri.path());
        let mut response =
            fault_response.unwrap_or_else(|| match (local.as_ref().and(body.as_ref()), &caller) {
                (Err(refusal), _) => refused(refusal, &exchange.ids),
                // Who has such an address needs no token.
                (Ok(body), _) if media.is_some() => media.map_or_else(Response::default, |address| {
                    let outcome = self.media(address, parts, body);
                    match outcome.and_then(|success| part(success, parts, Refusal::invalid_blob_range)) {
                        Ok(success) => accepted(success),
                        Err(refusal) => refused(&refusal, &exchange.ids),
                    }
                }),
                // Graph describes itself without a token.
                (Ok(_), Err(denial)) => self
                    .description(&parts.method, Target::of(&parts.uri).path)
                    .map_or_else(|| denied(denial, &exchange.ids), accepted),
                (Ok(body), Ok(caller)) => self.dispatch(&exchange, parts, body, caller),
            });
        let headers = response.headers_mut();
        headers.extend(exchange.ids.header());
        headers.insert(DIAGNOSTIC, SERVER);
        // An id that is not ASCII text is not repeated: a client could not read it.
        let text = given.filter(|id| id.to_str().is_ok());
        headers.extend(text.map(|id| (CLIENT_REQUEST_ID, id.clone())));
        let Remarks(remarks) = response.extensions_mut().remove().unwrap_or_default();
        self.record(parts, body, Some(&response), remarks);
        response
    }

    fn dispatch(
        &self,
        exchange: &Exchange<'_>,
        parts: &Parts,
        body: &[u8],
        caller: &Caller<'_>,
    ) -> Response<Bytes> {
        let target = Target::of(&parts.uri);
        // A batch is not throttled itself: `batch` throttles the requests inside it.
        let outcome = if target.is_batch() {
            let index = parts.extensions.get::<(Arrival, Remarks)>().map(|(arrival, _)| arrival.index);
            let index = index.unwrap_or_default();
            self.batch(&parts.method, target, &parts.headers, body, index, caller)
        } else if let Some(throttled) = self.throttle_response(exchange, caller) {
            return throttled;
        } else if let Some(document) = self.description(&parts.method, target.path) {
            Ok(document)
        } else {
            self.route(&parts.method, target, &parts.headers, body, caller)
        };
        match outcome.and_then(|success| part(success, parts, Refusal::invalid_range)) {
            Ok(success) => accepted(success),
            Err(refusal) => refused(&refusal, &exchange.ids),
        }
    }
}

/// Whether the content type is JSON, whatever its parameters.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/json")
}

/// Whether the content type is this one, whatever its parameters.
pub(crate) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case(media_type))
}
