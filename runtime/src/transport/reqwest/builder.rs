//! The settings of the transport over reqwest.

use core::fmt;
use core::time::Duration;

use super::{ReqwestTransport, build};
use crate::transport::{TransportError, tls};

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
    /// [`TransportErrorKind::Tls`](crate::transport::TransportErrorKind::Tls) if the system's or the given
    /// certificates cannot be read,
    /// [`TransportErrorKind::Refused`](crate::transport::TransportErrorKind::Refused) if the proxy is not a
    /// valid address. Neither repeats its input.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let roots = tls::certificates(&self.roots)?;
        let proxy = self.proxy.as_deref().map(reqwest::Proxy::all).transpose();
        // The source may repeat the address with its password, so it is dropped.
        let proxy = proxy.map_err(|_| TransportError::refused("the address of the proxy is not valid"))?;
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
    use crate::transport::TransportErrorKind;
    use crate::transport::contract;

    #[tokio::test]
    async fn a_proxy_is_asked_for_a_tunnel_and_sees_no_token() {
        contract::a_proxy_is_asked_for_a_tunnel_and_sees_no_token(|proxy| {
            ReqwestTransport::builder().root_certificates(contract::ROOT).proxy(proxy).build()
        })
        .await;
    }

    #[tokio::test]
    async fn proxies_come_from_the_environment() {
        contract::proxies_come_from_the_environment(
            concat!(module_path!(), "::proxies_come_from_the_environment"),
            || ReqwestTransport::builder().root_certificates(contract::ROOT).build(),
        )
        .await;
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
