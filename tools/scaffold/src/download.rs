//! Downloads a metadata document by the client that users of the entities have.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use graph_entity::transport::{BoxFuture, HyperTransport, SendOptions, Transport};
use graph_entity::{AccessToken, Client, Endpoint, Error, Reply, Request, TransportError};
use graph_entity_schema::{Metadata, MetadataError};
use http::header::AUTHORIZATION;
use time::{Date, OffsetDateTime};

/// A metadata document that is to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The service.
    pub endpoint: Endpoint,
    /// The version, `v1.0` or `beta`.
    pub version: &'static str,
    /// The size, in bytes, above which a document is refused. Those of 2026 have 3 to 10 MB.
    pub size_limit: usize,
}

/// A document as it was served.
#[derive(Debug, Clone)]
pub struct Downloaded {
    /// The text, unchanged.
    pub text: String,
    /// The document, read.
    pub metadata: Metadata,
    /// The day of the answer, in UTC.
    pub date: Date,
}

/// Why there is no document.
#[derive(Debug)]
pub struct DownloadError {
    url: String,
    /// What went wrong.
    pub kind: DownloadErrorKind,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum DownloadErrorKind {
    /// The transport cannot be set up: the certificates that the system trusts cannot be read.
    Transport(TransportError),
    /// There is no answer, or one with an error status, or it is too large.
    Request(Box<Error>),
    /// The answer is not UTF-8.
    NotText,
    /// The answer is not a metadata document.
    NotMetadata {
        /// Why it cannot be read.
        error: MetadataError,
        /// How it begins.
        start: String,
    },
    /// The document declares no type.
    NoTypes,
    /// The runtime that waits for the answer cannot be started.
    Runtime(std::io::Error),
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.url)?;
        match &self.kind {
            DownloadErrorKind::Transport(error) => error.fmt(f),
            DownloadErrorKind::Request(error) => error.fmt(f),
            DownloadErrorKind::NotText => f.write_str("the answer is not UTF-8"),
            DownloadErrorKind::NotMetadata { error, start } => {
                write!(f, "the answer is not a metadata document: it begins with `{start}` ({error})")
            }
            DownloadErrorKind::NoTypes => f.write_str("the document declares no type"),
            DownloadErrorKind::Runtime(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DownloadError {}

impl Download {
    /// A download with a limit of 64 MiB.
    pub fn new(endpoint: Endpoint, version: &'static str) -> Self {
        Self { endpoint, version, size_limit: 64 << 20 }
    }

    /// Downloads the document and waits for it.
    ///
    /// # Errors
    /// See [`DownloadErrorKind`].
    pub fn run(&self) -> Result<Downloaded, DownloadError> {
        self.try_run().map_err(|kind| DownloadError { url: self.url(), kind })
    }

    /// The address of the document.
    pub fn url(&self) -> String {
        format!("{}/{}/$metadata", self.endpoint, self.version)
    }

    fn try_run(&self) -> Result<Downloaded, DownloadErrorKind> {
        let transport = HyperTransport::for_endpoint(&self.endpoint, CONNECT_TIMEOUT)
            .map_err(DownloadErrorKind::Transport)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(DownloadErrorKind::Runtime)?;
        let reply = runtime
            .block_on(self.reply(transport))
            .map_err(|error| DownloadErrorKind::Request(Box::new(error)))?;
        let date = reply.date_time().unwrap_or_else(OffsetDateTime::now_utc).date();
        let text = String::from_utf8(reply.into_value().into()).map_err(|_| DownloadErrorKind::NotText)?;
        match Metadata::parse("$metadata", &text) {
            Ok(metadata) if metadata.structures().next().is_none() => Err(DownloadErrorKind::NoTypes),
            Ok(metadata) => Ok(Downloaded { text, metadata, date }),
            Err(error) => Err(DownloadErrorKind::NotMetadata { error, start: start(&text) }),
        }
    }

    async fn reply(&self, transport: HyperTransport) -> Result<Reply<Bytes>, Error> {
        let client = Client::builder()
            .endpoint(self.endpoint.clone())
            // A client has a credential. `WithoutToken` keeps it from being sent.
            .credential(AccessToken::new("none")?)
            .transport(WithoutToken(transport))
            // A large document over a slow connection.
            .timeout(Duration::from_secs(300))
            // Somebody is waiting for the command.
            .max_attempts(3)
            .size_limit(self.size_limit)
            .build()?;
        Request::metadata(self.version).send(&client).await
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests without a token: metadata needs none, and a service might refuse a wrong one.
struct WithoutToken(HyperTransport);

impl Transport for WithoutToken {
    fn send(
        &self,
        mut request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        request.headers_mut().remove(AUTHORIZATION);
        self.0.send(request, options)
    }
}

/// How a text begins, on one line.
fn start(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
}
