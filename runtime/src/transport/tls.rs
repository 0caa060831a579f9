//! TLS configurations with an explicit ring provider: nothing is installed for the whole process.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::{Arrival, TransportError, TransportErrorKind};

type WantsVerifier = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;

/// Trusts the system's certificates and the given ones.
pub(super) fn trusting_the_system_and(
    roots: &[CertificateDer<'static>],
) -> Result<ClientConfig, TransportError> {
    configure(|config, provider| {
        let verifier: Arc<dyn ServerCertVerifier> = Arc::new(verifier(roots, provider)?);
        Ok(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
    })
}

#[cfg(not(target_os = "android"))]
fn verifier(
    roots: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        return Verifier::new(provider);
    }
    Verifier::new_with_extra_roots(roots.iter().cloned(), provider)
}

/// The verifier of Android does not accept additional roots: the application's manifest lists them.
#[cfg(target_os = "android")]
fn verifier(
    roots: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        return Verifier::new(provider);
    }
    Err(rustls::Error::General("on Android the application's manifest names further roots".to_owned()))
}

/// For connections without TLS: trusts no certificates.
pub(super) fn trusting_nobody() -> Result<ClientConfig, TransportError> {
    configure(|config, _| Ok(config.with_root_certificates(RootCertStore::empty()).with_no_client_auth()))
}

/// The certificates of all texts in PEM form.
pub(super) fn certificates(texts: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let mut all = Vec::new();
    for pem in texts {
        all.extend(certificates_of(pem)?);
    }
    Ok(all)
}

/// The certificates of a PEM text: at least one.
fn certificates_of(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let refused = || TransportError::new(TransportErrorKind::Tls, Arrival::NotSent);
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if found.is_empty() => Err(refused().with_source("no certificate in PEM form was given")),
        Ok(found) => Ok(found),
        Err(cause) => Err(refused().with_source(cause)),
    }
}

fn configure(
    finish: impl FnOnce(WantsVerifier, Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error>,
) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .and_then(|config| finish(config, provider))
        .map_err(|cause| TransportError::new(TransportErrorKind::Tls, Arrival::NotSent).with_source(cause))
}
