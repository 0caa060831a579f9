//! HTTP/2 by the choice of the server.

use std::sync::Arc;

use bytes::Bytes;
use graph_entity::transport::HyperTransport;
use graph_entity::{AccessToken, Client};
use http::{Request, Response, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::harness::Thing;

/// Starts a server that can speak these protocols. Returns its address and its certificate in PEM form. It
/// answers with the protocol that it was asked in.
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
                // The client closes it.
                let _ = connection.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
            });
        }
    });
    (address, cert.pem())
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let version = if request.version() == Version::HTTP_2 { "2" } else { "1.1" };
    let body = request.into_body().collect().await?.to_bytes();
    let body = String::from_utf8_lossy(&body).replace("NAME", version);
    Ok(Response::new(Full::from(body.replacen('{', r#"{"id":"1","#, 1))))
}

#[tokio::test]
async fn the_server_chooses_the_protocol() {
    for (protocols, version) in [(&["h2", "http/1.1"][..], "2"), (&["http/1.1"], "1.1"), (&[], "1.1")] {
        let (address, certificate) = serving(protocols).await;
        let transport = HyperTransport::builder().root_certificates(certificate.as_bytes());
        let client = Client::builder()
            .endpoint(address.as_str())
            .credential(AccessToken::new("token-of-a-test").expect("a token"))
            .transport(transport.build().expect("readable certificates"))
            .build()
            .expect("a client");
        for _ in 0..3 {
            let update = Thing::at("1").update(Thing::patch().name("NAME"));
            let thing = update.send(&client).await.expect("an answer").into_value().expect("a thing");
            assert_eq!(thing.name.as_deref(), Some(version), "{protocols:?}");
        }
    }
}
