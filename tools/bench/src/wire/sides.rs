//! The clients that are compared.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use graph_entity::transport::HyperTransport;
use graph_entity::{AccessToken, Budget, Client, ClientBuilder, Endpoint, Reply, Request};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::process::cpu_time;
use crate::run::{annotated, by_hand};
use crate::transports::TransportName;

/// The token of every request.
pub(super) const TOKEN: &str = "token-of-the-wire";

pub(crate) type SendError = Box<dyn Error + Send + Sync>;

/// A client that sends a PATCH of three properties and reads the entity in the reply.
pub(crate) trait Side: Clone + Send + Sync + 'static {
    fn send(&self, number: u32) -> impl Future<Output = Result<(), SendError>> + Send;

    /// Returns the microseconds of processor time that one request takes.
    async fn time_per_request(&self, requests: u32, at_once: u16) -> Result<f64, Box<dyn Error>> {
        let before = cpu_time().ok_or("this system has no /proc/self/task/*/schedstat to read")?;
        self.send_all(requests, at_once).await?;
        let time = cpu_time().unwrap_or_default().saturating_sub(before);
        Ok(time.as_secs_f64() * 1e6 / f64::from(requests))
    }

    /// Starts a sender, which sends one request after the other.
    fn spawn(
        senders: &mut JoinSet<Result<(), SendError>>,
        sender: impl Future<Output = Result<(), SendError>> + Send + 'static,
    ) {
        senders.spawn(sender);
    }

    /// Sends a number of requests, so many at once.
    async fn send_all(&self, requests: u32, at_once: u16) -> Result<(), Box<dyn Error>> {
        let next = Arc::new(AtomicU32::new(0));
        let mut senders = JoinSet::new();
        for _ in 0..at_once {
            let (side, next) = (self.clone(), Arc::clone(&next));
            Self::spawn(&mut senders, async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= requests {
                        return Ok::<(), SendError>(());
                    }
                    side.send(number).await?;
                }
            });
        }
        while let Some(ended) = senders.join_next().await {
            ended?.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

#[derive(Clone)]
pub(crate) struct Ours(Client);

impl Ours {
    /// The client as it is by default.
    pub(crate) fn new(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        Self::over(TransportName::Hyper, endpoint)
    }

    pub(crate) fn over(transport: TransportName, endpoint: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self(builder(transport, endpoint)?.build()?))
    }

    /// Over HTTP/2 to a server with this certificate.
    pub(super) fn over_http2(endpoint: &str, certificate: &str) -> Result<Self, Box<dyn Error>> {
        let transport = HyperTransport::builder().root_certificates(certificate.as_bytes()).build()?;
        let client = Client::builder().credential(AccessToken::new(TOKEN)?);
        Ok(Self(client.endpoint(endpoint).transport(transport).build()?))
    }

    /// With the policies that are off by default, and never reach their limits here.
    pub(crate) fn with_all_policies(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        let client = builder(TransportName::Hyper, endpoint)?
            .deadline(Duration::from_secs(300))
            .budget(Budget::new(Duration::from_secs(1), 1_000_000, 1_000_000));
        Ok(Self(client.build()?))
    }
}

/// Returns a client over a transport. It is set even where it is the default, because with blocking calls, a
/// feature that is enabled here, the default one is two transports and a choice between them.
fn builder(transport: TransportName, endpoint: &str) -> Result<ClientBuilder, Box<dyn Error>> {
    let client = Client::builder().credential(AccessToken::new(TOKEN)?);
    Ok(transport.set(client, Endpoint::try_from(endpoint)?, Duration::from_secs(10))?)
}

/// Returns the request of the change.
fn our_change(number: u32) -> Request<Option<annotated::ManagedDevice>> {
    let patch = annotated::ManagedDevice::patch()
        .device_name("Device Name value")
        .storage_count(12)
        .is_encrypted(true);
    annotated::ManagedDevice::update(number.to_string(), patch)
}

fn check_reply(reply: Reply<Option<annotated::ManagedDevice>>, number: u32) -> Result<(), SendError> {
    check_id(&reply.into_value().ok_or("no entity")?.id, number)
}

impl Side for Ours {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        check_reply(our_change(number).send(&self.0).await?, number)
    }
}

/// The client by blocking calls, each sender on a thread of its own.
#[derive(Clone)]
pub(crate) struct Blocking(Client);

impl Blocking {
    pub(crate) fn new(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        Ours::over(TransportName::Blocking, endpoint).map(|Ours(client)| Self(client))
    }
}

impl Side for Blocking {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        check_reply(our_change(number).send_blocking(&self.0)?, number)
    }

    /// The threads are those of the runtime's pool, which still have their processor time after the last
    /// request.
    fn spawn(
        senders: &mut JoinSet<Result<(), SendError>>,
        sender: impl Future<Output = Result<(), SendError>> + Send + 'static,
    ) {
        senders.spawn_blocking(|| tokio::runtime::Handle::current().block_on(sender));
    }
}

#[derive(Clone)]
pub(crate) struct Reqwest {
    client: reqwest::Client,
    endpoint: Arc<str>,
    /// Whether each request has a `client-request-id`.
    has_request_id: bool,
}

impl Reqwest {
    pub(crate) fn bare(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        Self::new(endpoint, reqwest::Client::builder(), false)
    }

    pub(crate) fn in_production(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(100))
            .user_agent("by-hand/0.1.0")
            .default_headers(accept);
        Self::new(endpoint, client, true)
    }

    /// Over HTTP/2 to a server with this certificate.
    pub(super) fn over_http2(endpoint: &str, certificate: &str) -> Result<Self, Box<dyn Error>> {
        let certificate = reqwest::Certificate::from_pem(certificate.as_bytes())?;
        Self::new(endpoint, reqwest::Client::builder().tls_certs_merge([certificate]), false)
    }

    fn new(
        endpoint: &str,
        client: reqwest::ClientBuilder,
        has_request_id: bool,
    ) -> Result<Self, Box<dyn Error>> {
        // reqwest cannot build a client without a default provider. An error means that one is installed
        // already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { client: client.no_proxy().build()?, endpoint: endpoint.into(), has_request_id })
    }
}

impl Side for Reqwest {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        let mut request = self
            .client
            .patch(format!("{}/v1.0/deviceManagement/managedDevices/{number}", self.endpoint))
            .bearer_auth(TOKEN)
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&change())?);
        if self.has_request_id {
            // A counter, which is cheaper than a random id.
            request = request.header("client-request-id", format!("00000000-0000-4000-8000-{number:012}"));
        }
        let reply = request.send().await?.error_for_status()?;
        let device: by_hand::ManagedDevice = serde_json::from_slice(&reply.bytes().await?)?;
        check_id(&device.id, number)
    }
}

/// hyper's connections, with a pool that opens one if none is free.
#[derive(Clone)]
pub(crate) struct BareHyper {
    address: SocketAddr,
    /// Headers that are the same in every request.
    headers: HeaderMap,
    free: Arc<Mutex<Vec<SendRequest<Full<Bytes>>>>>,
}

impl BareHyper {
    pub(crate) fn new(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        let address: SocketAddr =
            endpoint.strip_prefix("http://").ok_or("an endpoint without http")?.parse()?;
        let headers = HeaderMap::from_iter([
            (HOST, HeaderValue::from_str(&address.to_string())?),
            (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {TOKEN}"))?),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ]);
        Ok(Self { address, headers, free: Arc::default() })
    }

    /// Opens a connection, which a task of its own drives.
    pub(crate) async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, SendError> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// Sends over a connection, and returns the body of the reply, which is a part of the buffer it was read
    /// into.
    pub(crate) async fn send_over(
        &self,
        connection: &mut SendRequest<Full<Bytes>>,
        number: u32,
    ) -> Result<Bytes, SendError> {
        let body = serde_json::to_vec(&change())?;
        let mut request = http::Request::patch(format!("/v1.0/deviceManagement/managedDevices/{number}"))
            .body(Full::new(Bytes::from(body)))?;
        *request.headers_mut() = self.headers.clone();
        let reply = connection.send_request(request).await?;
        if !reply.status().is_success() {
            return Err(reply.status().to_string().into());
        }
        let body = reply.into_body().collect().await?.to_bytes();
        let device: by_hand::ManagedDevice = serde_json::from_slice(&body)?;
        check_id(&device.id, number)?;
        Ok(body)
    }

    fn free(&self) -> MutexGuard<'_, Vec<SendRequest<Full<Bytes>>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Side for BareHyper {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        let free = self.free().pop();
        let mut connection = match free {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        connection.ready().await?;
        self.send_over(&mut connection, number).await?;
        self.free().push(connection);
        Ok(())
    }
}

/// The handwritten change.
fn change() -> by_hand::ManagedDevicePatch {
    by_hand::ManagedDevicePatch {
        device_name: Some(Some("Device Name value".to_owned())),
        storage_count: Some(Some(12)),
        is_encrypted: Some(Some(true)),
        ..Default::default()
    }
}

/// Fails if a reply is that of another request: then the measurement means nothing.
fn check_id(id: &str, number: u32) -> Result<(), SendError> {
    if id == number.to_string() {
        Ok(())
    } else {
        Err(format!("the reply to {number} is that of {id}").into())
    }
}
