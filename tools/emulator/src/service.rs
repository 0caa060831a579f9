//! From a request to an answer, without sockets.

mod batch;
pub(crate) mod change;
mod delta;
pub(crate) mod exchange;
mod get;
mod metadata;
mod observation;
mod permission;
mod reference;
mod save;

use std::sync::Mutex;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Method, Response};

use crate::answers::envelope::{CLIENT_REQUEST_ID, Ids};
use crate::answers::preferences::Preferences;
use crate::answers::response::{Remarks, Success, accepted, denied, page, refused};
use crate::auth::caller::{Caller, Denial, Tokens};
use crate::data::insert::Plant;
use crate::data::store::Store;
use crate::faults::fault::{Fault, Faults};
use crate::faults::not_served::NotServed;
use crate::faults::throttle::Throttler;
use crate::lock::lock;
use crate::observe::finding::Findings;
use crate::observe::kind::Remark;
use crate::observe::lint;
use crate::observe::next_links::Issued;
use crate::observe::recording::{Arrival, RecordedRequest, Recording, Sent};
use crate::observe::retry_log::Ledger;
use crate::refusals::refusal::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::schema::model::{Model, Schema};
use crate::service::change::Change;
use crate::service::exchange::Exchange;
use crate::settings::{Settings, Switch};

/// Which of its machines answered, as Graph tells its support.
const DIAGNOSTIC: HeaderName = HeaderName::from_static("x-ms-ags-diagnostic");
const SERVER: HeaderValue = HeaderValue::from_static(
    r#"{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"1","ScaleUnit":"001","RoleInstance":"graph-emulator"}}"#,
);

/// The preference for the members of enumerations that are hidden otherwise.
pub(crate) const HIDDEN_MEMBERS: &str = "include-unknown-enum-members";

/// What is said of a service before it starts.
#[derive(Default)]
pub(crate) struct Config {
    pub(crate) model: Model,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) throttler: Option<Throttler>,
    pub(crate) not_served: NotServed,
    pub(crate) faults: Faults,
}

/// The emulated service.
pub(crate) struct Service {
    pub(crate) endpoint: String,
    /// What links are signed with.
    pub(crate) secret: String,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) throttler: Option<Throttler>,
    pub(crate) not_served: NotServed,
    pub(crate) model: Model,
    pub(crate) store: Mutex<Store>,
    /// The data as they were at the start.
    pub(crate) start: Store,
    /// Held while the data file is written.
    pub(crate) saving: Mutex<()>,
    pub(crate) recorded: Mutex<Recording>,
    pub(crate) findings: Mutex<Findings>,
    pub(crate) issued: Mutex<Issued>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) ledger: Mutex<Ledger>,
}

impl Service {
    /// A service at an endpoint, with these entities at its start.
    pub(crate) fn new(endpoint: String, config: Config, store: Store) -> Self {
        let Config { model, settings, tokens, throttler, not_served, faults } = config;
        Self {
            endpoint,
            secret: uuid::Uuid::new_v4().to_string(),
            recorded: Mutex::new(Recording::new(settings.recording_limit)),
            settings,
            tokens,
            throttler,
            not_served,
            model,
            start: store.clone(),
            store: Mutex::new(store),
            saving: Mutex::default(),
            findings: Mutex::default(),
            issued: Mutex::default(),
            faults: Mutex::new(faults),
            ledger: Mutex::default(),
        }
    }

    /// Makes the data what they were at the start, and forgets what was observed. Faults that were asked for stay.
    pub(crate) fn reset(&self) {
        lock(&self.store).reset(&self.start);
        lock(&self.recorded).clear();
        *lock(&self.findings) = Findings::default();
        *lock(&self.issued) = Issued::default();
        *lock(&self.ledger) = Ledger::default();
    }

    /// Every switch in words, with how it is set.
    pub(crate) fn switches(&self) -> Vec<Switch> {
        let mut switches = self.settings.texts();
        switches.extend(machinery(&self.tokens, self.throttler.as_ref(), &self.not_served));
        switches
    }

    /// The switches that are not as they are by default.
    pub(crate) fn switched(&self) -> Vec<Switch> {
        let mut default = Settings::default().texts();
        default.extend(machinery(&Tokens::default(), None, &NotServed::default()));
        let own = self.switches().into_iter().zip(default);
        own.filter(|(own, default)| own != default).map(|(own, _)| own).collect()
    }

    /// Marks a request that has just come, and says what is to become of it.
    pub(crate) fn arrived(&self, parts: &mut Parts) -> Fault {
        let arrival = lock(&self.recorded).arrive();
        let early = self.came(&parts.method, &parts.uri.to_string());
        parts.extensions.insert((arrival, Remarks(early.into_iter().collect())));
        let is_for_its_items = self.settings.faults_in_batches && Target::of(&parts.uri).is_batch();
        if is_for_its_items { Fault::None } else { self.next_fault() }
    }

    /// Notes that a request came, by itself or in a batch, and says what is to be said of when.
    pub(crate) fn came(&self, method: &Method, target: &str) -> Option<Remark> {
        lock(&self.ledger).came(method, target).map(|wait| lint::too_early(&wait))
    }

    pub(crate) fn next_fault(&self) -> Fault {
        lock(&self.faults).take(self.tokens.has_spare())
    }

    /// Records a request with the status of its answer, and with what was seen in it.
    pub(crate) fn record(
        &self,
        parts: &Parts,
        body: &Result<Bytes, Refusal>,
        status: u16,
        remarks: Vec<Remark>,
    ) {
        let body = body.as_ref().map_or(&[][..], |body| body);
        let target = parts.uri.to_string();
        let sent = Sent { method: parts.method.as_str(), target: &target, headers: &parts.headers, body };
        let arrived = parts.extensions.get::<(Arrival, Remarks)>().cloned();
        let (arrival, Remarks(mut all)) =
            arrived.unwrap_or_else(|| (lock(&self.recorded).arrive(), Remarks::default()));
        all.extend(remarks);
        self.observe(RecordedRequest::new(arrival, None, sent, status), all);
    }

    /// The answer that a fault puts in the place of the true one.
    pub(crate) fn faulty(
        &self,
        exchange: &Exchange<'_>,
        fault: &Fault,
        caller: Result<&Caller<'_>, &Denial>,
    ) -> Option<Response<Bytes>> {
        let ids = &exchange.ids;
        let (refusal, retry_after) = match fault {
            Fault::Throttled(retry_after) => (Refusal::throttled(), *retry_after),
            Fault::Status(status, retry_after) => (Refusal::failed(*status), *retry_after),
            Fault::Html(status) => return Some(page(*status)),
            Fault::ClaimsChallenge => {
                return Some(match caller {
                    Ok(caller) => denied(&self.tokens.revoke(caller), ids),
                    Err(denial) => denied(denial, ids),
                });
            }
            Fault::NotServed => return Some(refused(&self.unserved(exchange.method, ids.path), ids)),
            _ => return None,
        };
        let mut response = refused(&refusal, ids);
        let header = retry_after.header();
        let asked = header.as_ref().map(|(_, asked)| *asked);
        lock(&self.ledger).asked(exchange.method, exchange.target, asked);
        let value = header.and_then(|(text, _)| HeaderValue::from_str(&text).ok());
        response.headers_mut().extend(value.map(|value| (RETRY_AFTER, value)));
        Some(response)
    }

    /// Answers a request whose body was read, or was not and is refused for that, and records both.
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
        let target = parts.uri.to_string();
        let exchange = Exchange { method: &parts.method, target: &target, ids };
        let faulty = self.faulty(&exchange, fault, caller.as_ref());
        let mut response = faulty.unwrap_or_else(|| match (body, &caller) {
            (Err(refusal), _) => refused(refusal, &exchange.ids),
            (_, Err(denial)) => denied(denial, &exchange.ids),
            (Ok(body), Ok(caller)) => self.respond(&exchange, parts, body, caller),
        });
        let headers = response.headers_mut();
        headers.extend(exchange.ids.header());
        headers.insert(DIAGNOSTIC, SERVER);
        // What is no text has no place in a header; a client could not read it.
        let text = given.filter(|id| id.to_str().is_ok());
        headers.extend(text.map(|id| (CLIENT_REQUEST_ID, id.clone())));
        let Remarks(remarks) = response.extensions_mut().remove().unwrap_or_default();
        self.record(parts, body, response.status().as_u16(), remarks);
        response
    }

    fn respond(
        &self,
        exchange: &Exchange<'_>,
        parts: &Parts,
        body: &[u8],
        caller: &Caller<'_>,
    ) -> Response<Bytes> {
        let target = Target::of(&parts.uri);
        let outcome = if target.is_batch() {
            let index = parts.extensions.get::<(Arrival, Remarks)>().map(|(arrival, _)| arrival.index);
            let index = index.unwrap_or_default();
            self.batch(&parts.method, target, &parts.headers, body, index, caller)
        } else if let Some(throttled) = self.throttled(exchange, caller) {
            return throttled;
        } else if let Some(document) = self.metadata(&parts.method, target.path) {
            Ok(document)
        } else {
            self.route(&parts.method, target, &parts.headers, body, caller)
        };
        match outcome {
            Ok(success) => accepted(success),
            Err(refusal) => refused(&refusal, &exchange.ids),
        }
    }

    /// The answer to a request that is over a limit; otherwise it is counted. A batch is none itself, each request in it
    /// is one.
    pub(crate) fn throttled(&self, exchange: &Exchange<'_>, caller: &Caller<'_>) -> Option<Response<Bytes>> {
        let throttler = self.throttler.as_ref()?;
        let target = ParsedPath::read(exchange.ids.path);
        let segments = target.as_ref().map_or(&[][..], |target| &target.segments);
        let retry_after = throttler.admit(caller, exchange.method, segments).err()?;
        self.faulty(exchange, &Fault::Throttled(retry_after), Ok(caller))
    }

    /// Serves a request that may be: one that came by itself, or in a batch.
    pub(crate) fn route(
        &self,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
        caller: &Caller<'_>,
    ) -> Result<Success, Refusal> {
        let place = self.place(method, target, caller)?;
        if place.is_singleton() {
            self.make_singleton(&place)?;
        }
        let foreseen = self.foreseen(&place, method, body);
        let success = self.served(&place, method, target, headers, body)?;
        Ok(self.remarked(success, &place, (method, target), foreseen))
    }

    fn served(
        &self,
        place: &Place<'_>,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Success, Refusal> {
        let wishes = Preferences::read(headers);
        if *method == Method::GET {
            return match &place.tail {
                Tail::None => self.get(place, target, &wishes),
                Tail::Reference => self.references(place),
                Tail::Count => self.count(place, target, &wishes),
                Tail::Property(name) => self.property(place, name, target),
                Tail::Delta => self.delta(place, target, &wishes),
                tail => Err(not_emulated(tail)),
            };
        }
        let change = Change { method, headers, wishes: &wishes, body };
        if place.tail == Tail::Reference {
            return self.refer(place, target, &change);
        }
        if !target.query.is_empty() {
            return Err(Refusal::not_emulated(&format!("the query `{}` on a change", target.query)));
        }
        match &place.tail {
            Tail::None => self.change(place, &change),
            Tail::Count | Tail::Delta => Err(Refusal::route(&place.address, method.as_str())),
            tail => Err(not_emulated(tail)),
        }
    }

    /// A singleton is there without a create.
    fn make_singleton(&self, place: &Place<'_>) -> Result<(), Refusal> {
        let mut store = lock(&self.store);
        let Some(address) = place.locate(&store).filter(|address| store.get(address).is_none()) else {
            return Ok(());
        };
        let Some(structure) = place.declared.unsaid() else { return Ok(()) };
        Plant::vacant(structure).put(&mut store, &address, true)
    }

    /// Where a request goes, if its caller may go there.
    fn place(&self, method: &Method, target: Target<'_>, caller: &Caller<'_>) -> Result<Place<'_>, Refusal> {
        let target = ParsedPath::read(target.path).ok_or_else(Refusal::undecodable_path)?;
        let Some(schema) = self.model.schema(&target.version) else {
            return Err(Refusal::unknown_version(&target.version));
        };
        match Place::find(schema, &target) {
            Some(place) if self.not_served.has(method, &target.segments) => {
                Err(Refusal::route(&place.address, method.as_str()))
            }
            Some(place) => {
                if let Some(permissions) = place.permissions {
                    permission::check(permissions, method, &target.segments, caller.claims.as_ref())?;
                }
                Ok(place)
            }
            None if has_alternate_key(schema, &target) => {
                Err(Refusal::not_emulated(&format!("the alternate key `{}`", target.segments[0])))
            }
            None if target.has_encoded_slash => {
                Err(Refusal::split_key(target.segments.last().map_or("", String::as_str)))
            }
            None => Err(Refusal::route(&Place::guess(schema, &target), method.as_str())),
        }
    }

    /// The answer of an address that is not served, whether it is or not.
    fn unserved(&self, method: &Method, path: &str) -> Refusal {
        let Some(target) = ParsedPath::read(path) else { return Refusal::undecodable_path() };
        let Some(schema) = self.model.schema(&target.version) else {
            return Refusal::unknown_version(&target.version);
        };
        let found = Place::find(schema, &target).map(|place| place.address);
        Refusal::route(&found.unwrap_or_else(|| Place::guess(schema, &target)), method.as_str())
    }
}

/// The switches that are more than a value.
fn machinery(tokens: &Tokens, throttler: Option<&Throttler>, not_served: &NotServed) -> [Switch; 3] {
    let limits = throttler.map_or(0, Throttler::limits);
    [
        ("Limits of throttling", limits.to_string()),
        ("Claims that every token needs", tokens.demanded().map_or_else(|| "none".to_owned(), str::to_owned)),
        ("Not served", not_served.texts().collect::<Vec<_>>().join(", ")),
    ]
}

/// Whether an address begins with an entity set and a key by name: `users(userPrincipalName='x')`.
fn has_alternate_key(schema: &Schema, target: &ParsedPath) -> bool {
    let call = target.segments.first().and_then(|first| first.strip_suffix(')')?.split_once('('));
    call.is_some_and(|(name, key)| key.contains('=') && schema.root(name).is_some_and(|it| it.is_collection))
}

fn not_emulated(tail: &Tail) -> Refusal {
    Refusal::not_emulated(&match tail {
        Tail::Operation(name) => format!("the operation `{name}`"),
        Tail::Property(name) => format!("a change of the property `{name}` at an address of its own"),
        _ => "`$value`".to_owned(),
    })
}

/// Whether the content type is JSON, whatever its parameters.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}
