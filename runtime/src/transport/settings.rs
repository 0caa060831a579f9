//! The settings that the builders of all transports have.

use core::time::Duration;

use rustls::pki_types::CertificateDer;

use super::{TransportError, tls};

/// The settings that every transport has.
pub(super) struct BuilderSettings {
    pub(super) connect_timeout: Duration,
    /// The address of a proxy, which may contain a password.
    pub(super) proxy: Option<String>,
    /// Texts in PEM form.
    roots: Vec<Vec<u8>>,
}

impl Default for BuilderSettings {
    fn default() -> Self {
        Self { connect_timeout: Duration::from_secs(10), proxy: None, roots: Vec::new() }
    }
}

impl BuilderSettings {
    pub(super) fn add_roots(&mut self, pem: &[u8]) {
        self.roots.push(pem.to_owned());
    }

    /// The certificates that are trusted in addition to the system's.
    pub(super) fn roots(&self) -> Result<Vec<CertificateDer<'static>>, TransportError> {
        tls::certificates(&self.roots)
    }

    /// How many texts of certificates there are, for `Debug`.
    pub(super) fn root_count(&self) -> usize {
        self.roots.len()
    }
}

/// The error for the address of a proxy. It is not repeated, because it may contain a password.
#[cfg(any(feature = "blocking", feature = "hyper"))]
pub(super) fn invalid_proxy() -> TransportError {
    TransportError::refused("the address of the proxy is not that of an HTTP or SOCKS 5 proxy")
}

/// Generates the shared methods and `Debug` of a builder that has [`BuilderSettings`] in its field
/// `settings`. `proxies` lists the supported proxies for the documentation, and `fields` the builder's own
/// settings for `Debug`.
macro_rules! builder_methods {
    ($builder:ident -> $transport:ident, proxies: $proxies:literal, fields: [$($field:ident),*]) => {
        impl $builder {
            /// Sets the maximum time to connect, including the resolution of the name, the proxy and TLS. The
            /// default is 10 seconds.
            pub fn connect_timeout(mut self, timeout: core::time::Duration) -> Self {
                self.settings.connect_timeout = timeout;
                self
            }

            /// Sets the proxy for every request, in place of the environment's:
            #[doc = $proxies]
            /// Requests are tunnelled through the proxy: it sees the host but not the token.
            pub fn proxy(mut self, address: &str) -> Self {
                self.settings.proxy = Some(address.to_owned());
                self
            }

            /// Adds certificates in PEM form that are trusted in addition to the system's, such as the root
            /// of a proxy that decrypts TLS. A file may contain several; further calls add to the list. Not
            /// supported on Android, where the application's manifest lists them.
            pub fn root_certificates(mut self, pem: &[u8]) -> Self {
                self.settings.add_roots(pem);
                self
            }

            /// Builds the transport.
            ///
            /// # Errors
            /// [`TransportErrorKind::Tls`](crate::transport::TransportErrorKind::Tls) if the system's or the
            /// given certificates cannot be read,
            /// [`TransportErrorKind::Refused`](crate::transport::TransportErrorKind::Refused) if the proxy is
            /// not a valid address. Neither repeats its input.
            pub fn build(self) -> Result<$transport, $crate::transport::TransportError> {
                self.into_transport()
            }
        }

        /// Omits the proxy, whose address may contain a password.
        impl core::fmt::Debug for $builder {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($builder))
                    .field("connect_timeout", &self.settings.connect_timeout)
                    $(.field(stringify!($field), &self.$field))*
                    .field("root_certificates", &self.settings.root_count())
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(super) use builder_methods;
