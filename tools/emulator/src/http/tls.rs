//! TLS, for clients that send a token only over TLS.

use std::io;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// A certificate for loopback and its key, both made at the start and never written to disk.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
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
