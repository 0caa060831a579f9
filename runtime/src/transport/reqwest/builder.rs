//! The settings of the default transport.

use core::fmt;
use core::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::{ReqwestTransport, build, tls};
use crate::transport::{Arrival, TransportError, TransportErrorKind};

/// Builds a [`ReqwestTransport`], for networks with a proxy or certificates of their own.
///
/// ```no_run
/// use graph_entity::transport::ReqwestTransport;
/// use graph_entity::{AccessToken, Client};
///
/// let transport = ReqwestTransport::builder()
///     .proxy("http://proxy.example:8080")
///     .root_certificates(&std::fs::read("/etc/ssl/our-root.pem")?)
///     .build()?;
/// let client = Client::builder()
///     .credential(AccessToken::new("eyJ0eXAiOiJKV1Qi")?)
///     .transport(transport)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "settings do nothing until a transport is built of them"]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    proxy: Option<String>,
    roots: Vec<Vec<u8>>,
}

impl ReqwestTransportBuilder {
    pub(super) fn new() -> Self {
        Self { connect_timeout: Duration::from_secs(10), proxy: None, roots: Vec::new() }
    }

    /// Sets the maximum time to connect, TLS included. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the proxy for every request, `http://user:password@proxy.example:8080`, in place of the
    /// environment's. Requests are tunnelled through the proxy: it sees the host but not the token.
    pub fn proxy(mut self, address: &str) -> Self {
        self.proxy = Some(address.to_owned());
        self
    }

    /// Adds certificates in PEM form that are trusted in addition to the system's, such as the root of a
    /// proxy that decrypts TLS. A file may contain several; further calls add to the list. Not supported on
    /// Android, where the application's manifest lists them.
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.roots.push(pem.to_owned());
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    /// [`TransportErrorKind::Tls`] if the system's or the given certificates cannot be read,
    /// [`TransportErrorKind::Refused`] if the proxy is not a valid address. Neither repeats its input.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots.extend(certificates(pem)?);
        }
        let proxy = self.proxy.as_deref().map(reqwest::Proxy::all).transpose();
        // The source may repeat the address with its password, so it is dropped.
        let proxy = proxy.map_err(|_| {
            let error = TransportError::new(TransportErrorKind::Refused, Arrival::NotSent);
            error.with_source("the proxy is no address")
        })?;
        let client = || {
            let builder = reqwest::Client::builder().https_only(true);
            match &proxy {
                Some(proxy) => builder.proxy(proxy.clone()),
                None => builder,
            }
        };
        build(client, self.connect_timeout, &tls::trusting_the_system_and(&roots)?)
    }
}

/// The certificates of a PEM text: at least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let refused = || TransportError::new(TransportErrorKind::Tls, Arrival::NotSent);
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if found.is_empty() => Err(refused().with_source("no certificate in PEM form was given")),
        Ok(found) => Ok(found),
        Err(cause) => Err(refused().with_source(cause)),
    }
}

/// Omits the proxy, whose address may contain a password.
impl fmt::Debug for ReqwestTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("root_certificates", &self.roots.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_proxy_is_asked_for_a_tunnel_and_sees_no_token() {
        use std::io::{Read as _, Write as _};

        use crate::transport::{SendOptions, Transport as _};

        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://user:hunter2@{}", listener.local_addr().unwrap());
        let proxy = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
                head.push(byte[0]);
            }
            let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
            String::from_utf8(head).unwrap()
        });
        // On a system without certificates there is nothing to test.
        let Ok(transport) = ReqwestTransport::builder().proxy(&address).build() else { return };
        let request = http::Request::get("https://graph.example/secret-id")
            .header("authorization", "Bearer secret-token")
            .body(bytes::Bytes::new())
            .unwrap();
        let options =
            SendOptions { timeout: Duration::from_secs(20), size_limit: 100, new_connection: false };
        let error = transport.send(request, options).await.unwrap_err();
        assert_eq!(error.arrival(), Arrival::NotSent);
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        let head = proxy.join().unwrap();
        assert!(head.starts_with("CONNECT graph.example:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic"), "{head}");
        assert!(!head.contains("secret"), "{head}");
    }

    #[test]
    fn invalid_settings_are_reported_without_secrets() {
        let kind = |builder: ReqwestTransportBuilder| {
            let shown = format!("{builder:?}");
            let error = builder.build().unwrap_err();
            let shown = format!("{shown} {error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
            error.kind()
        };
        let builder = ReqwestTransport::builder;
        assert_eq!(kind(builder().proxy("http://user:hunter2@[nonsense")), TransportErrorKind::Refused);
        assert_eq!(kind(builder().root_certificates(b"hunter2")), TransportErrorKind::Tls);
        let broken = b"-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n";
        assert_eq!(kind(builder().root_certificates(broken)), TransportErrorKind::Tls);
    }
}
