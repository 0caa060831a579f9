//! TLS: which certificates the client trusts, over each transport.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::transport::{BoxFuture, HyperTransport, ReqwestTransport, UreqTransport};
use graph_entity::{AccessToken, Client, Clock, ErrorKind, Transport};
use graph_entity_emulator::{Emulator, Fault};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::Device;

/// Makes a transport that trusts these certificates in addition to the system's.
type Trusting = fn(&[&str]) -> Arc<dyn Transport>;

/// The transports that every test is run over.
const TRANSPORTS: [Trusting; 3] = [
    |certificates| {
        let builder = certificates
            .iter()
            .fold(ReqwestTransport::builder(), |builder, pem| builder.root_certificates(pem.as_bytes()));
        Arc::new(builder.build().expect("readable certificates"))
    },
    |certificates| {
        let builder = certificates
            .iter()
            .fold(HyperTransport::builder(), |builder, pem| builder.root_certificates(pem.as_bytes()));
        Arc::new(builder.build().expect("readable certificates"))
    },
    |certificates| {
        let builder = certificates
            .iter()
            .fold(UreqTransport::builder(), |builder, pem| builder.root_certificates(pem.as_bytes()));
        Arc::new(builder.build().expect("readable certificates"))
    },
];

/// Returns a client over a transport.
fn client(emulator: &Emulator, endpoint: &str, transport: Arc<dyn Transport>) -> Client {
    let credential = AccessToken::new(emulator.token()).expect("a token");
    let settings = Client::builder().endpoint(endpoint).credential(credential);
    settings.transport(transport).clock(InstantClock).build().expect("a client")
}

/// A clock without delays.
struct InstantClock;

impl Clock for InstantClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

async fn served() -> Emulator {
    Emulator::builder().https().seed::<Device>(["1"], json!({ "size": 1 })).start().await
}

#[tokio::test]
async fn a_certificate_is_trusted_only_by_the_client_that_has_it() {
    let (emulator, other) = (served().await, served().await);
    let own = emulator.certificate().expect("one of its own");
    let foreign = other.certificate().expect("another one");
    for trusting in TRANSPORTS {
        for certificates in [&[own][..], &[foreign, own]] {
            let client = client(&emulator, emulator.endpoint(), trusting(certificates));
            let device = Device::at("1").get().send(&client).await.expect("200").into_value();
            assert_eq!(device.size, Some(1));
        }
        let requests = emulator.requests().len();
        for certificates in [&[][..], &[foreign]] {
            let client = client(&emulator, emulator.endpoint(), trusting(certificates));
            let error = Device::at("1").delete().send(&client).await.expect_err("a stranger");
            let found = (error.kind(), error.attempts(), error.write_in_doubt());
            assert_eq!(found, (ErrorKind::Tls, 1, false), "{error}");
        }
        assert_eq!(emulator.requests().len(), requests);
    }
}

/// An encrypted connection breaks as a plain one does, with the same errors.
#[tokio::test]
async fn an_encrypted_connection_breaks_as_a_plain_one() {
    for trusting in TRANSPORTS {
        let emulator = served().await;
        let certificate = emulator.certificate().expect("one of its own");
        let client = client(&emulator, emulator.endpoint(), trusting(&[certificate]));
        for fault in [Fault::Reset, Fault::ResetAfterServing, Fault::Truncated] {
            emulator.next_answers([fault.clone(), fault.clone()]);
            let update = Device::update("1", Device::patch().size(2));
            update.send(&client).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            emulator.next_answers([fault.clone()]);
            let create = Device::within().create(Device::new_body().size(3));
            let error = create.send(&client).await.expect_err("an answer that is lost");
            let found = (error.kind(), error.attempts(), error.write_in_doubt());
            assert_eq!(found, (ErrorKind::Broken, 1, true), "{fault:?}: {error}");
        }
    }
}

/// A proxy to the emulator, and the number of its connections. It can corrupt the answers on the first one after
/// the handshake.
async fn proxy_to(emulator: &Emulator, corrupts: bool) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("https://{}", listener.local_addr().expect("an address"));
    let target = emulator.endpoint().trim_start_matches("https://").to_owned();
    let connections = Arc::<AtomicUsize>::default();
    let count = connections.clone();
    tokio::spawn(async move {
        loop {
            let Ok((client, _)) = listener.accept().await else { return };
            let connection = count.fetch_add(1, SeqCst);
            let Ok(server) = TcpStream::connect(&target).await else { return };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            let sent = Arc::new(AtomicUsize::new(0));
            let counted = sent.clone();
            let count = move |_: &mut [u8]| {
                counted.fetch_add(1, SeqCst);
            };
            tokio::spawn(pass(from_client, to_server, count));
            // The first message of the client is its hello, the second ends the handshake.
            tokio::spawn(pass(from_server, to_client, move |bytes| {
                if let (true, 0, 2.., Some(last)) =
                    (corrupts, connection, sent.load(SeqCst), bytes.last_mut())
                {
                    *last ^= 1;
                }
            }));
        }
    });
    (address, connections)
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut change: impl FnMut(&mut [u8])) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        change(&mut buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

/// A session that breaks after the handshake is a broken connection, not a failure to connect.
#[tokio::test]
async fn a_corrupted_session_is_a_broken_connection() {
    for trusting in TRANSPORTS {
        let emulator = served().await;
        let certificate = [emulator.certificate().expect("one of its own")];
        let (proxy, _) = proxy_to(&emulator, true).await;
        let reading = client(&emulator, &proxy, trusting(&certificate));
        let device = Device::at("1").get().send(&reading).await.expect("the next connection").into_value();
        assert_eq!(device.size, Some(1));

        let (proxy, _) = proxy_to(&emulator, true).await;
        let writing = client(&emulator, &proxy, trusting(&certificate));
        let create = Device::within().create(Device::new_body().size(3));
        let error = create.send(&writing).await.expect_err("an answer that is lost");
        let found = (error.kind(), error.attempts(), error.write_in_doubt());
        assert_eq!(found, (ErrorKind::Broken, 1, true), "{error}");
    }
}

/// A session is kept for the next request, although TLS 1.3 sends messages of its own after the handshake.
#[tokio::test]
async fn a_session_is_used_again() {
    for trusting in TRANSPORTS {
        let emulator = served().await;
        let (proxy, connections) = proxy_to(&emulator, false).await;
        let client = client(&emulator, &proxy, trusting(&[emulator.certificate().expect("one of its own")]));
        for _ in 0..4 {
            Device::at("1").get().send(&client).await.expect("200");
            // A connection is idle once its task has seen the end of the reply.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(connections.load(SeqCst), 1);
    }
}
