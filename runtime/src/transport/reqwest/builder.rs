//! The settings of the transport over reqwest.

use super::{ReqwestTransport, build};
use crate::transport::settings::{BuilderSettings, builder_methods};
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
    settings: BuilderSettings,
}

builder_methods! {
    ReqwestTransportBuilder -> ReqwestTransport,
    proxies: "`http://user:password@proxy.example:8080`.",
    fields: []
}

impl ReqwestTransportBuilder {
    pub(super) fn new() -> Self {
        Self { settings: BuilderSettings::default() }
    }

    fn into_transport(self) -> Result<ReqwestTransport, TransportError> {
        let roots = self.settings.roots()?;
        let proxy = self.settings.proxy.as_deref().map(reqwest::Proxy::all).transpose();
        // The source may repeat the address with its password, so it is dropped.
        let proxy = proxy.map_err(|_| TransportError::refused("the address of the proxy is not valid"))?;
        let client = || {
            let builder = reqwest::Client::builder().https_only(true);
            match &proxy {
                Some(proxy) => builder.proxy(proxy.clone()),
                None => builder,
            }
        };
        build(client, self.settings.connect_timeout, &tls::trusting_the_system_and(&roots)?)
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
