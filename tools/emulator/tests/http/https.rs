//! HTTPS, with rustls as the client.

use std::io;
use std::sync::Arc;

use graph_entity_emulator::{Emulator, Fault};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::entities::{DEVICES, ManagedDevice};
use crate::wire::TOKEN;

/// Sends a GET as a client that trusts the certificate for the name, and returns the whole answer.
async fn get(emulator: &Emulator, certificate: &str, name: &'static str, path: &str) -> io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let socket = TcpStream::connect(emulator.endpoint().strip_prefix("https://").unwrap()).await?;
    let name = ServerName::try_from(name).unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await?;
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{TOKEN}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

async fn devices() -> Emulator {
    let builder = Emulator::builder().https().page_size(1);
    builder.seed::<ManagedDevice>(["1"], json!({})).seed::<ManagedDevice>(["2"], json!({})).start().await
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_served() {
    let (emulator, other) = (devices().await, devices().await);
    let certificate = emulator.certificate().unwrap();
    for name in ["127.0.0.1", "localhost"] {
        let answer = get(&emulator, certificate, name, DEVICES).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        let link = format!(r#""@odata.nextLink":"{}{DEVICES}?$skiptoken="#, emulator.endpoint());
        assert!(emulator.endpoint().starts_with("https://") && answer.contains(&link), "{answer}");
    }
    get(&emulator, certificate, "graph.microsoft.com", DEVICES).await.unwrap_err();
    get(&emulator, other.certificate().unwrap(), "localhost", DEVICES).await.unwrap_err();
    assert_eq!(emulator.requests().len(), 2);
}

#[tokio::test]
async fn plain_http_is_closed_and_a_reset_resets() {
    let emulator = devices().await;
    let mut socket = TcpStream::connect(emulator.endpoint().strip_prefix("https://").unwrap()).await.unwrap();
    socket
        .write_all(format!("GET {DEVICES} HTTP/1.1\r\nHost: localhost\r\n{TOKEN}\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"), "{answer:?}");
    emulator.next_answers([Fault::Reset]);
    let certificate = emulator.certificate().unwrap();
    let reset = get(&emulator, certificate, "localhost", DEVICES).await.unwrap_err();
    assert_eq!(reset.kind(), io::ErrorKind::ConnectionReset);
    assert!(get(&emulator, certificate, "localhost", DEVICES).await.is_ok());
}
