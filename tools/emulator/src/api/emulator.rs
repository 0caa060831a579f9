//! The running emulator.

use std::borrow::Borrow;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::api::builder::Builder;
use crate::api::start_error::StartError;
use crate::calls::answer::CallAnswer;
use crate::calls::call::Call;
use crate::calls::stubs::Calls;
use crate::data::store::Store;
use crate::faults::fault::Fault;
use crate::http::server::Server;
#[cfg(feature = "https")]
use crate::http::tls::Tls;
use crate::lock::{lock, read_lock, write_lock};
use crate::observe::expect::Expect;
use crate::observe::finding::Finding;
use crate::observe::kind::FindingLevel;
use crate::observe::recording::RecordedRequest;
use crate::observe::retry_log::Wait;
use crate::seeds::data_lock::DataLock;
use crate::seeds::documentation::{Pages, UnusedPage};
use crate::seeds::entity::insert_at;
use crate::service::{Config, Service};

/// A running emulator: Microsoft Graph on loopback. It stops when it is dropped.
pub struct Emulator {
    service: Arc<Service>,
    server: JoinHandle<()>,
    /// `None` if it serves plain HTTP.
    #[cfg(feature = "https")]
    certificate: Option<String>,
    pages: Pages,
    /// `None` without a data file.
    _data_lock: Option<DataLock>,
}

impl Emulator {
    /// Returns a builder of an emulator with the default settings.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Binds to loopback only.
    pub(crate) async fn serve(
        port: u16,
        config: Config,
        store: Store,
        pages: Pages,
        data_lock: Option<DataLock>,
    ) -> Result<Self, StartError> {
        let listening = async {
            let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            Ok((listener.local_addr()?, listener))
        };
        let (address, listener) = listening.await.map_err(|source| StartError::Port { port, source })?;
        let is_https = config.settings.is_https;
        #[cfg(feature = "https")]
        let tls = is_https.then(Tls::new).transpose().map_err(StartError::Certificate)?;
        #[cfg(feature = "https")]
        let certificate = tls.as_ref().map(|tls| tls.certificate.clone());
        let scheme = if is_https { "https" } else { "http" };
        let service = Arc::new(Service::new(format!("{scheme}://{address}"), config, store));
        let server = Server {
            service: Arc::clone(&service),
            #[cfg(feature = "https")]
            tls,
        };
        Ok(Self {
            service,
            server: tokio::spawn(Arc::new(server).run(listener)),
            #[cfg(feature = "https")]
            certificate,
            pages,
            _data_lock: data_lock,
        })
    }

    /// The base URL, without a version: `http://127.0.0.1:49152`. Clients use it in place of
    /// `https://graph.microsoft.com`.
    pub fn endpoint(&self) -> &str {
        &self.service.endpoint
    }

    /// The certificate to trust, as PEM. `None` if it serves plain HTTP.
    #[cfg(feature = "https")]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The bearer token that it accepts; the first if there are several.
    pub fn token(&self) -> &str {
        self.service.tokens.first()
    }

    /// The routes that it is set not to serve, as they were given.
    pub fn not_served(&self) -> impl Iterator<Item = &str> {
        self.service.not_served.texts()
    }

    /// The settings that differ from the default, each with a description and its value.
    pub fn switches(&self) -> Vec<(&'static str, String)> {
        self.service.changed_switches()
    }

    /// The answered requests, including those inside a `$batch`, in the order they arrived. Only the newest
    /// are kept: see [`Builder::recording_limit`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.recorded).requests().collect()
    }

    /// The number of requests so far, including those that are no longer recorded.
    pub fn request_count(&self) -> u64 {
        lock(&self.service.recorded).count()
    }

    /// The recorded requests that match the expectation.
    pub fn received(&self, expect: impl Borrow<Expect>) -> Vec<RecordedRequest> {
        let expect = expect.borrow();
        let recorded = lock(&self.service.recorded);
        recorded.requests().filter(|request| expect.matches(request)).collect()
    }

    /// Asserts that an expected request was sent.
    ///
    /// # Panics
    /// If it was not sent, or not as many times as expected. The message shows the requests that were sent,
    /// and how they differ.
    #[track_caller]
    pub fn assert_received(&self, expect: impl Borrow<Expect>) {
        if let Some(report) = expect.borrow().report(&self.requests()) {
            panic!("{report}");
        }
    }

    /// What clients did that Graph accepts, but that has a cost or a risk. Each finding occurs once, with a
    /// count.
    pub fn findings(&self) -> Vec<Finding> {
        lock(&self.service.findings).all()
    }

    /// The [`findings`](Self::findings) of a level.
    pub fn findings_of(&self, level: FindingLevel) -> Vec<Finding> {
        self.findings().into_iter().filter(|finding| finding.kind.level() == level).collect()
    }

    /// Asserts that there are no findings.
    ///
    /// # Panics
    /// If there are [`findings`](Self::findings). The message lists all of them.
    #[track_caller]
    pub fn assert_no_findings(&self) {
        assert_none(&self.findings(), "findings");
    }

    /// Asserts that there are no findings of the level [`FindingLevel::Error`]. Advice is left out, which the
    /// requests of Microsoft's own clients would always need.
    ///
    /// # Panics
    /// If there are such findings. The message lists all of them.
    #[track_caller]
    pub fn assert_no_errors(&self) {
        assert_none(&self.findings_of(FindingLevel::Error), "errors");
    }

    /// Sets the faults of the next requests, one each, in this order. They follow the faults that are already
    /// queued.
    ///
    /// ```
    /// # use graph_entity_emulator::{Emulator, Fault, RetryAfter};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let emulator = Emulator::builder().start().await;
    /// emulator.next_answers([Fault::Throttled(RetryAfter::Seconds(1)), Fault::None, Fault::Reset]);
    /// # }
    /// ```
    pub fn next_answers(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.service.faults).next.extend(faults);
    }

    /// Answers calls of actions and functions by a closure. It does what [`Builder::answer_calls`] does while
    /// the emulator runs, until [`reset`](Self::reset).
    ///
    /// # Errors
    /// [`StartError::Calls`] if no action or function of this name is served.
    pub fn answer_calls(
        &self,
        calls: &str,
        answer: impl Fn(&Call) -> CallAnswer + Send + Sync + 'static,
    ) -> Result<(), StartError> {
        let read = Calls::read(calls, &self.service.model);
        let read = read.map_err(|reason| StartError::Calls(format!("`{calls}`: {reason}")))?;
        lock(&self.service.stubs).add(read, Arc::new(answer));
        Ok(())
    }

    /// The requests that a fault or a limit asked to retry later, in that order, with the time until the
    /// retry. Only the newest 10,000 are kept. [`Wait::is_too_early`] reports a client that retried too
    /// early.
    pub fn waits(&self) -> Vec<Wait> {
        lock(&self.service.retry_log).waits()
    }

    /// The URL of every stored entity, in order.
    pub fn urls(&self) -> Vec<String> {
        let store = read_lock(&self.service.store);
        store.entities().map(|(address, _)| self.service.own_url(&store, address)).collect()
    }

    /// The names of the entity sets and singletons of each version that has a metadata document, in order.
    pub fn roots(&self) -> Vec<(&str, Vec<&str>)> {
        let schemas = self.service.model.schemas();
        let all = schemas.map(|(version, schema)| {
            (version, schema.roots().map(|root| root.name.as_str()).collect::<Vec<_>>())
        });
        all.filter(|(_, roots)| !roots.is_empty()).collect()
    }

    /// Stores an entity at a served address, and replaces an existing one. It does what [`Builder::seed_at`]
    /// does while the emulator runs.
    ///
    /// # Errors
    /// [`StartError::Seed`] if the value does not fit the type that is served there, or nothing is served
    /// there.
    pub fn seed_at(&self, address: &str, value: impl Serialize) -> Result<(), StartError> {
        let Service { model, store, .. } = &*self.service;
        let value = serde_json::to_value(value).map_err(|error| error.to_string());
        let inserted = value.and_then(|value| insert_at(model, &mut write_lock(store), address, value));
        inserted.map_err(|reason| StartError::Seed { path: address.to_owned(), reason })
    }

    /// Expires every delta link issued so far: a request with one is answered by 410 with `resyncRequired`,
    /// and `Location` is where to start again.
    pub fn expire_delta_links(&self) {
        write_lock(&self.service.store).forget_changes();
    }

    /// Expires every upload session: a request to one is answered by 404, and its file is to be sent again with a
    /// new session. A session expires by itself a day after its last range.
    pub fn expire_uploads(&self) {
        lock(&self.service.media).expire_uploads();
    }

    /// The number of [documentation pages](Builder::seed_docs) whose entity is stored, or was stored already.
    pub fn used_pages(&self) -> usize {
        self.pages.used
    }

    /// The documentation pages whose entity is not stored, and the reason, in order.
    pub fn unused_pages(&self) -> &[UnusedPage] {
        &self.pages.unused
    }

    /// Writes all entities to the [data file](Builder::data_file), and returns its path. It writes to a new
    /// file next to it and renames that, so that the data file is always complete.
    ///
    /// # Errors
    /// If no data file was named, or it cannot be written.
    pub fn save(&self) -> io::Result<PathBuf> {
        self.service.save()
    }

    /// Restores the entities and the stubs of the start, and forgets requests, findings and waits. Queued faults are kept.
    pub fn reset(&self) {
        self.service.reset();
    }

    /// Stops the emulator, closes open connections, and returns once the port is free.
    pub async fn shutdown(mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }
}

#[track_caller]
fn assert_none(findings: &[Finding], what: &str) {
    let lines: Vec<String> = findings.iter().map(|finding| format!("\n  {finding}")).collect();
    assert!(findings.is_empty(), "{} {what}:{}", findings.len(), lines.concat());
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Omits the token.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}
