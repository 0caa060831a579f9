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
use crate::data::store::Store;
use crate::faults::fault::Fault;
use crate::http::server::Server;
#[cfg(feature = "https")]
use crate::http::tls::Tls;
use crate::lock::lock;
use crate::observe::expect::Expect;
use crate::observe::finding::Finding;
use crate::observe::recording::RecordedRequest;
use crate::observe::retry_log::Wait;
use crate::seeds::documentation::{Pages, UnusedPage};
use crate::seeds::entity::insert_at;
use crate::service::{Config, Service};

/// Microsoft Graph, at an address of this machine. It stops when it is dropped.
pub struct Emulator {
    service: Arc<Service>,
    server: JoinHandle<()>,
    /// None where plain HTTP is served.
    #[cfg(feature = "https")]
    certificate: Option<String>,
    pages: Pages,
}

impl Emulator {
    /// Starts the description of an emulator.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Binds to loopback, and to nothing else.
    pub(crate) async fn serve(
        port: u16,
        config: Config,
        store: Store,
        pages: Pages,
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
        })
    }

    /// Where it is, without a version: `http://127.0.0.1:49152`. It stands in for `https://graph.microsoft.com`.
    pub fn endpoint(&self) -> &str {
        &self.service.endpoint
    }

    /// The certificate to trust, as PEM. None where it serves plain HTTP.
    #[cfg(feature = "https")]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The bearer token that it takes; the first, if there are several.
    pub fn token(&self) -> &str {
        self.service.tokens.first()
    }

    /// The addresses that it was told not to serve, as they were given.
    pub fn not_served(&self) -> impl Iterator<Item = &str> {
        self.service.not_served.texts()
    }

    /// How it is set where that is not the default, each switch in words with its value.
    pub fn switches(&self) -> Vec<(&'static str, String)> {
        self.service.switched()
    }

    /// The requests that were answered so far, those inside of a `$batch` too, in the order they came. Of very many, the
    /// newest: see [`Builder::recording_limit`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.recorded).requests().cloned().collect()
    }

    /// How many requests have come so far, those that are no longer recorded among them.
    pub fn request_count(&self) -> u64 {
        lock(&self.service.recorded).arrived()
    }

    /// The recorded requests that are as expected.
    pub fn received(&self, expect: impl Borrow<Expect>) -> Vec<RecordedRequest> {
        let expect = expect.borrow();
        let recorded = lock(&self.service.recorded);
        recorded.requests().filter(|request| expect.matches(request)).cloned().collect()
    }

    /// Sees to it that what a test expects was sent.
    ///
    /// # Panics
    /// Where it was not, or not as many times: with what came instead, and how that differs.
    #[track_caller]
    pub fn assert_received(&self, expect: impl Borrow<Expect>) {
        if let Some(failure) = expect.borrow().failure(&self.requests()) {
            panic!("{failure}");
        }
    }

    /// What clients did that Graph takes, and that costs or risks something. Each once, with a count.
    pub fn findings(&self) -> Vec<Finding> {
        lock(&self.service.findings).all()
    }

    /// Sees to it that there is nothing to say against what was sent.
    ///
    /// # Panics
    /// Where there are [`findings`](Self::findings): with all of them.
    #[track_caller]
    pub fn assert_no_findings(&self) {
        let findings = self.findings();
        let lines: Vec<String> = findings.iter().map(|finding| format!("\n  {finding}")).collect();
        assert!(findings.is_empty(), "{} findings:{}", findings.len(), lines.concat());
    }

    /// What becomes of the next requests, one each, in this order. They come after those asked for before.
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

    /// Who was told to wait by a fault, in that order, and how long they did, the newest 10,000 of them: a client came back too early where
    /// [`Wait::is_too_early`].
    pub fn waits(&self) -> Vec<Wait> {
        lock(&self.service.ledger).waits()
    }

    /// The full address of every entity that is there now, in order.
    pub fn urls(&self) -> Vec<String> {
        let store = lock(&self.service.store);
        store.entities().map(|(address, _)| self.service.url(&store, address)).collect()
    }

    /// What the addresses of each version begin with, where a metadata document says so: the names of its entity sets and
    /// singletons, in order.
    pub fn roots(&self) -> Vec<(&str, Vec<&str>)> {
        let schemas = self.service.model.schemas();
        let all = schemas.map(|(version, schema)| {
            (version, schema.roots().map(|root| root.name.as_str()).collect::<Vec<_>>())
        });
        all.filter(|(_, roots)| !roots.is_empty()).collect()
    }

    /// Puts an entity at an address of something that is served, in the place of what is there: what
    /// [`Builder::seed_at`] does, while the emulator runs.
    ///
    /// # Errors
    /// [`StartError::Seed`]: the value is not of the type that is served there, or nothing is.
    pub fn seed_at(&self, address: &str, value: impl Serialize) -> Result<(), StartError> {
        let Service { model, store, .. } = &*self.service;
        let value = serde_json::to_value(value).map_err(|error| error.to_string());
        let inserted = value.and_then(|value| insert_at(model, &mut lock(store), address, value));
        inserted.map_err(|reason| StartError::Seed { path: address.to_owned(), reason })
    }

    /// Makes every delta link that was issued so far too old: asking by it is answered 410 with `resyncRequired`, and the
    /// `Location` to start again at.
    pub fn expire_delta_links(&self) {
        lock(&self.service.store).forget_changes();
    }

    /// How many [documentation pages](Builder::seed_docs) gave an entity, or show one that is there.
    pub fn used_pages(&self) -> usize {
        self.pages.used
    }

    /// The documentation pages that gave no entity, and why, in order.
    pub fn unused_pages(&self) -> &[UnusedPage] {
        &self.pages.unused
    }

    /// Writes all entities to the [data file](Builder::data_file), and says which that is. It is written beside and then
    /// renamed, so that it is whole whatever happens.
    ///
    /// # Errors
    /// No data file was named; it cannot be written.
    pub fn save(&self) -> io::Result<PathBuf> {
        self.service.save()
    }

    /// Makes the entities what they were at the start, and forgets requests, findings and waits. Faults that were asked for
    /// stay.
    pub fn reset(&self) {
        self.service.reset();
    }

    /// Stops, and returns once the port is free. Open connections are closed.
    pub async fn shutdown(mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Without the token.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}
