//! The settings of the default transport.

use core::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use super::HyperTransport;
use super::connect::{Connector, is_supported};
use crate::transport::settings::{BuilderSettings, builder_methods, invalid_proxy};
use crate::transport::{TransportError, tls};

/// The default of [`HyperTransportBuilder::http2_keep_alive`].
#[cfg(feature = "http2")]
pub(super) const PING: Duration = Duration::from_secs(20);

/// Builds a [`HyperTransport`], for networks with a proxy or certificates of their own.
///
/// ```no_run
/// use graph_entity::transport::HyperTransport;
/// use graph_entity::{AccessToken, Client};
///
/// let transport = HyperTransport::builder()
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
pub struct HyperTransportBuilder {
    settings: BuilderSettings,
    read_timeout: Option<Duration>,
    #[cfg(feature = "http2")]
    ping: Duration,
}

builder_methods! {
    HyperTransportBuilder -> HyperTransport,
    proxies: "`http://user:password@proxy.example:8080`, `https://proxy.example` or `socks5://proxy.example:1080`.",
    fields: [read_timeout]
}

impl HyperTransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: BuilderSettings::default(),
            read_timeout: None,
            #[cfg(feature = "http2")]
            ping: PING,
        }
    }

    /// Sets the maximum time between two pieces of a reply's body. By default only the whole request is
    /// limited, by [`SendOptions::timeout`](crate::transport::SendOptions::timeout).
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Sets how often a connection of HTTP/2 that carries requests is probed, and how long it has to answer
    /// before its requests end in
    /// [`TransportErrorKind::Broken`](crate::transport::TransportErrorKind::Broken). The default is 20 seconds.
    /// Several requests share such a connection, so that one that the network has lost would delay them all.
    #[cfg(feature = "http2")]
    pub fn http2_keep_alive(mut self, interval: Duration) -> Self {
        self.ping = interval;
        self
    }

    fn into_transport(self) -> Result<HyperTransport, TransportError> {
        let roots = self.settings.roots()?;
        let proxies = match &self.settings.proxy {
            Some(proxy) => only_proxy(proxy)?,
            None => Matcher::from_system(),
        };
        let tls = tls::trusting_the_system_and(&roots)?;
        #[cfg_attr(not(feature = "http2"), allow(unused_mut, reason = "only HTTP/2 has a setting"))]
        let mut connector = Connector::new(tls, Some(proxies), self.settings.connect_timeout).only_https();
        #[cfg(feature = "http2")]
        {
            connector.ping = self.ping;
        }
        Ok(HyperTransport::over(connector, self.read_timeout))
    }
}

/// One proxy for every host. The matcher ignores an address that it does not understand, so it is asked.
fn only_proxy(address: &str) -> Result<Matcher, TransportError> {
    let matcher = Matcher::builder().all(address).build();
    let anywhere = Uri::from_static("https://graph.microsoft.com/");
    if matcher.intercept(&anywhere).is_some_and(|proxy| is_supported(&proxy)) {
        return Ok(matcher);
    }
    Err(invalid_proxy())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;
    use crate::transport::Transport as _;
    use crate::transport::contract::{self, OPTIONS, meaning, secret_request};
    use crate::transport::{Arrival, TransportErrorKind};

    #[tokio::test]
    async fn a_proxy_is_asked_for_a_tunnel_and_sees_no_token() {
        contract::a_proxy_is_asked_for_a_tunnel_and_sees_no_token(|proxy| {
            HyperTransport::builder().root_certificates(contract::ROOT).proxy(proxy).build()
        })
        .await;
    }

    #[tokio::test]
    async fn proxies_come_from_the_environment() {
        contract::proxies_come_from_the_environment(
            concat!(module_path!(), "::proxies_come_from_the_environment"),
            || HyperTransport::builder().root_certificates(contract::ROOT).build(),
        )
        .await;
    }

    #[tokio::test]
    async fn a_socks_proxy_resolves_the_host_and_sees_no_token() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("socks5://user:hunter2@{}", listener.local_addr().unwrap());
        let builder = HyperTransport::builder().root_certificates(contract::ROOT);
        let transport = builder.proxy(&address).build().unwrap();
        let proxy = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = |length: usize, answer: &[u8]| {
                let mut message = vec![0; length];
                stream.read_exact(&mut message).unwrap();
                stream.write_all(answer).unwrap();
                message
            };
            // RFC 1928 and 1929: the methods, the password, and the host, whose connection is refused.
            let methods = read(3, &[5, 2]);
            let password = read(14, &[1, 0]);
            let host = read(4 + 1 + 13 + 2, &[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
            (methods, password, host)
        });
        let error = transport.send(secret_request(), OPTIONS).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        let (methods, password, host) = proxy.join().unwrap();
        assert_eq!((&methods[..], &password[..]), (&[5, 1, 2][..], &b"\x01\x04user\x07hunter2"[..]));
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
        for (exempt, kind) in [("127.0.0.0/8", TransportErrorKind::Tls), ("x", TransportErrorKind::Connect)] {
            // Nobody listens at the proxy's port.
            let proxies = Matcher::builder().all("http://127.0.0.1:1").no(exempt).build();
            let nobody = tls::trusting_nobody().unwrap();
            let connector = Connector::new(nobody, Some(proxies), contract::CONNECT);
            let transport = HyperTransport::over(connector, None);
            let address = format!("https://127.0.0.1:{port}/");
            let request = http::Request::get(address).body(bytes::Bytes::new()).unwrap();
            let error = transport.send(request, OPTIONS).await.unwrap_err();
            assert_eq!(meaning(&error), (kind, Arrival::NotSent), "{exempt}");
        }
    }

    #[test]
    fn invalid_settings_are_reported_without_secrets() {
        let kind = |builder: HyperTransportBuilder| {
            let shown = format!("{builder:?}");
            let error = builder.build().unwrap_err();
            let shown = format!("{shown} {error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
            error.kind()
        };
        let builder = HyperTransport::builder;
        for proxy in ["http://user:hunter2@[nonsense", "ftp://hunter2", "socks4://hunter2", "", "/hunter2"] {
            assert_eq!(kind(builder().proxy(proxy)), TransportErrorKind::Refused, "{proxy}");
        }
        assert_eq!(kind(builder().root_certificates(b"hunter2")), TransportErrorKind::Tls);
        let broken = b"-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n";
        assert_eq!(kind(builder().root_certificates(broken)), TransportErrorKind::Tls);
    }
}
