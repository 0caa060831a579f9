//! HTTP/2 by the choice of the server.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use graph_entity::transport::HyperTransport;
use graph_entity::{AccessToken, Client, ErrorKind};
use http::{Method, Request, Response, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::harness::Thing;

/// Starts a server that can speak these protocols. Returns its address and its certificate in PEM form. It
/// answers with the protocol that it was asked in. A POST makes it forget the connection without closing it, as a
/// network does that fails.
async fn serving(protocols: &[&str]) -> (String, String) {
    let names = vec!["127.0.0.1".to_owned()];
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).expect("a key");
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key))
        .expect("a configuration");
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("https://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { return };
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let connection = auto::Builder::new(TokioExecutor::new());
                let forgotten = Arc::new(Notify::new());
                let forget = forgotten.clone();
                let service = service_fn(move |request| answer(request, forget.clone()));
                let mut serving = std::pin::pin!(connection.serve_connection(TokioIo::new(stream), service));
                tokio::select! {
                    // The client closes it.
                    _ = &mut serving => {}
                    () = forgotten.notified() => pending().await,
                }
            });
        }
    });
    (address, cert.pem())
}

async fn answer(
    request: Request<Incoming>,
    forget: Arc<Notify>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    if request.method() == Method::POST {
        forget.notify_one();
        return pending().await;
    }
    let version = if request.version() == Version::HTTP_2 { "2" } else { "1.1" };
    let body = request.into_body().collect().await?.to_bytes();
    let body = String::from_utf8_lossy(&body).replace("NAME", version);
    Ok(Response::new(Full::from(body.replacen('{', r#"{"id":"1","#, 1))))
}

fn client(address: &str, transport: HyperTransport) -> Client {
    Client::builder()
        .endpoint(address)
        .credential(AccessToken::new("token-of-a-test").expect("a token"))
        .transport(transport)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn the_server_chooses_the_protocol() {
    for (protocols, version) in [(&["h2", "http/1.1"][..], "2"), (&["http/1.1"], "1.1"), (&[], "1.1")] {
        let (address, certificate) = serving(protocols).await;
        let transport = HyperTransport::builder().root_certificates(certificate.as_bytes());
        let client = client(&address, transport.build().expect("readable certificates"));
        for _ in 0..3 {
            let update = Thing::at("1").update(Thing::patch().name("NAME"));
            let thing = update.send(&client).await.expect("an answer").into_value().expect("a thing");
            assert_eq!(thing.name.as_deref(), Some(version), "{protocols:?}");
        }
    }
}

/// Only probes tell a connection that the network has lost from one whose answer takes long.
#[tokio::test]
async fn a_lost_connection_is_found_by_probes() {
    let (address, certificate) = serving(&["h2"]).await;
    let builder = HyperTransport::builder().root_certificates(certificate.as_bytes());
    let transport = builder.http2_keep_alive(Duration::from_secs(2)).build();
    let client = client(&address, transport.expect("readable certificates"));
    let update = || Thing::at("1").update(Thing::patch().name("NAME"));
    update().send(&client).await.expect("an answer");
    let start = Instant::now();
    let create = Thing::within().create(Thing::new_body().name("NAME"));
    let error = create.send(&client).await.expect_err("no answer");
    assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::Broken, true), "{error}");
    // Loose, because the machine may be busy. Without probes, it would be the timeout of 100 seconds.
    assert!(start.elapsed() < Duration::from_secs(50));
    update().send(&client).await.expect("an answer on another connection");
}

/// Requests that are sent at once share a connection, whichever of those that they opened it is.
#[tokio::test]
async fn requests_at_once_have_their_own_answers() {
    let (address, certificate) = serving(&["h2", "http/1.1"]).await;
    let transport = HyperTransport::builder().root_certificates(certificate.as_bytes()).build();
    let client = client(&address, transport.expect("readable certificates"));
    let all: Vec<_> = (0..20)
        .map(|number| {
            let client = client.clone();
            let update = Thing::at("1").update(Thing::patch().name(format!("{number} over NAME")));
            tokio::spawn(async move { update.send(&client).await })
        })
        .collect();
    for (number, one) in all.into_iter().enumerate() {
        let thing = one.await.expect("no panic").expect("an answer").into_value().expect("a thing");
        assert_eq!(thing.name, Some(format!("{number} over 2")));
    }
}
