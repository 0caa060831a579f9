//! The settings of the transport over ureq.

use core::time::Duration;

use super::{Settings, UreqTransport, proxy};
use crate::transport::settings::{BuilderSettings, builder_methods};
use crate::transport::{TransportError, tls};

/// Builds a [`UreqTransport`], for networks with a proxy or certificates of their own.
///
/// ```no_run
/// use graph_entity::transport::UreqTransport;
/// use graph_entity::{AccessToken, Client};
///
/// let transport = UreqTransport::builder()
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
pub struct UreqTransportBuilder {
    settings: BuilderSettings,
    read_timeout: Option<Duration>,
}

builder_methods! {
    UreqTransportBuilder -> UreqTransport,
    proxies: "`http://user:password@proxy.example:8080`, `https://proxy.example` or `socks5://proxy.example:1080`.",
    fields: [read_timeout]
}

impl UreqTransportBuilder {
    pub(super) fn new() -> Self {
        Self { settings: BuilderSettings::default(), read_timeout: None }
    }

    /// Sets the maximum time without a byte of the reply, the time until its first one included. By default
    /// only the whole request is limited, by
    /// [`SendOptions::timeout`](crate::transport::SendOptions::timeout).
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    fn into_transport(self) -> Result<UreqTransport, TransportError> {
        let roots = self.settings.roots()?;
        let proxy = match &self.settings.proxy {
            Some(address) => Some(proxy::proxy(address, "")?),
            None => proxy::of_environment()?,
        };
        let settings = Settings {
            connect_timeout: self.settings.connect_timeout,
            read_timeout: self.read_timeout,
            proxy,
            is_only_https: true,
        };
        Ok(UreqTransport::over(tls::trusting_the_system_and(&roots)?, &settings))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;
    use crate::transport::contract::{self, OPTIONS, meaning, secret_request};
    use crate::transport::{Arrival, Transport as _, TransportErrorKind};

    #[tokio::test]
    async fn a_proxy_is_asked_for_a_tunnel_and_sees_no_token() {
        contract::a_proxy_is_asked_for_a_tunnel_and_sees_no_token(|proxy| {
            UreqTransport::builder().proxy(proxy).build()
        })
        .await;
    }

    #[tokio::test]
    async fn a_socks_proxy_resolves_the_host_and_sees_no_token() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("socks5://user:hunter2@{}", listener.local_addr().unwrap());
        // On a system without certificates there is nothing to test.
        let Ok(transport) = UreqTransport::builder().proxy(&address).build() else { return };
        let proxy = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = |length: usize, answer: &[u8]| {
                let mut message = vec![0; length];
                stream.read_exact(&mut message).unwrap();
                stream.write_all(answer).unwrap();
                message
            };
            // RFC 1928 and 1929: the methods, the password, and the host, whose connection is refused.
            let count = read(2, &[])[1];
            read(count.into(), &[5, 2]);
            let password = read(14, &[1, 0]);
            let host = read(4 + 1 + 13 + 2, &[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
            (password, host)
        });
        let error = transport.send(secret_request(), OPTIONS).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        let (password, host) = proxy.join().unwrap();
        assert_eq!(password, b"\x01\x04user\x07hunter2");
        assert_eq!(host, b"\x05\x01\x00\x03\x0dgraph.example\x01\xbb");
    }

    #[tokio::test]
    async fn a_host_may_be_exempt_from_the_proxy() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = stream.unwrap().write_all(b"no TLS\r\n\r\n");
            }
        });
        for (exempt, kind) in [("127.0.0.1", TransportErrorKind::Tls), ("x", TransportErrorKind::Connect)] {
            // Nobody listens at the proxy's port.
            let proxy = proxy::proxy("http://127.0.0.1:1", exempt).unwrap();
            let settings =
                Settings { connect_timeout: contract::CONNECT, proxy: Some(proxy), ..Settings::default() };
            let transport = UreqTransport::over(tls::trusting_nobody().unwrap(), &settings);
            let address = format!("https://127.0.0.1:{port}/");
            let request = http::Request::get(address).body(bytes::Bytes::new()).unwrap();
            let error = transport.send(request, OPTIONS).await.unwrap_err();
            assert_eq!(meaning(&error), (kind, Arrival::NotSent), "{exempt}");
        }
    }

    #[test]
    fn invalid_settings_are_reported_without_secrets() {
        let kind = |builder: UreqTransportBuilder| {
            let shown = format!("{builder:?}");
            let error = builder.build().unwrap_err();
            let shown = format!("{shown} {error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
            error.kind()
        };
        let builder = UreqTransport::builder;
        for proxy in ["http://user:hunter2@[nonsense", "ftp://hunter2", "socks4://hunter2", "", "/hunter2"] {
            assert_eq!(kind(builder().proxy(proxy)), TransportErrorKind::Refused, "{proxy}");
        }
        assert_eq!(kind(builder().root_certificates(b"hunter2")), TransportErrorKind::Tls);
        let broken = b"-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n";
        assert_eq!(kind(builder().root_certificates(broken)), TransportErrorKind::Tls);
    }
}
