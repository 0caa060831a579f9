//! The server: HTTP and HTTPS at one address.

use std::io;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::hostile::Server;

/// The first byte of a TLS session. Source: RFC 8446, section 5.1.
const HANDSHAKE: u8 = 22;

/// A certificate for loopback, made at the start.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    /// The certificate as PEM, for clients to trust.
    pub(crate) certificate: String,
}

impl Tls {
    pub(crate) fn new() -> io::Result<Self> {
        let names = ["127.0.0.1", "localhost"].map(str::to_owned);
        let generated = rcgen::generate_simple_self_signed(names).map_err(io::Error::other)?;
        let key = PrivatePkcs8KeyDer::from(generated.signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                config.with_no_client_auth().with_single_cert(vec![generated.cert.der().clone()], key.into())
            })
            .map_err(io::Error::other)?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate: generated.cert.pem() })
    }
}

/// Starts a server on a free port, and returns it and the port.
pub(crate) async fn start(tls: Tls) -> io::Result<(Server, u16)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let server = Server::default();
    let serving = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, tls.clone(), serving.clone()));
        }
    });
    Ok((server, port))
}

async fn serve(stream: TcpStream, tls: Tls, server: Server) {
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1) if first == [HANDSHAKE] => {
            if let Ok(stream) = tls.acceptor.accept(stream).await {
                server.serve(stream).await;
            }
        }
        _ => server.serve(stream).await,
    }
}
