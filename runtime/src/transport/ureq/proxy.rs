//! Which proxy leads to a host.

use std::env;

use ureq::{Proxy, ProxyProtocol};

use crate::transport::TransportError;
use crate::transport::settings::invalid_proxy;

/// The variables that name the proxy for `https`, the first that is set.
const PROXY: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The proxy that the environment names.
pub(super) fn of_environment() -> Result<Option<Proxy>, TransportError> {
    let first =
        |names: &[&str]| names.iter().find_map(|name| env::var(name).ok().filter(|text| !text.is_empty()));
    let Some(address) = first(&PROXY) else { return Ok(None) };
    proxy(&address, &first(&NO_PROXY).unwrap_or_default()).map(Some)
}

/// A proxy for every host except some: names with their subdomains, and addresses, separated by commas.
pub(super) fn proxy(address: &str, exempt: &str) -> Result<Proxy, TransportError> {
    let given = Proxy::new(address).map_err(|_| invalid_proxy())?;
    let is_supported = matches!(
        given.protocol(),
        ProxyProtocol::Http | ProxyProtocol::Https | ProxyProtocol::Socks5 | ProxyProtocol::Socks5h
    );
    if !is_supported || given.host().is_empty() {
        return Err(invalid_proxy());
    }
    // The proxy knows names that this machine does not know.
    let mut proxy =
        Proxy::builder(given.protocol()).host(given.host()).port(given.port()).resolve_target(false);
    if let Some(user) = given.username() {
        proxy = proxy.username(user);
    }
    if let Some(password) = given.password() {
        proxy = proxy.password(password);
    }
    for host in exempt.split(',').map(str::trim).filter(|host| !host.is_empty()) {
        let name = host.trim_start_matches('*').trim_start_matches('.');
        proxy = if name.is_empty() {
            proxy.no_proxy("*")
        } else {
            proxy.no_proxy(name).no_proxy(&format!(".{name}"))
        };
    }
    proxy.build().map_err(|_| invalid_proxy())
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::*;

    #[test]
    fn a_name_is_exempt_with_its_subdomains() {
        let is_exempt = |exempt, host: &str| {
            let address = Uri::try_from(format!("https://{host}/")).unwrap();
            proxy("http://proxy.example", exempt).unwrap().is_no_proxy(&address)
        };
        for exempt in ["example.com", ".example.com", "*.example.com", "x, Example.com ,y", "*"] {
            assert!(is_exempt(exempt, "example.com") && is_exempt(exempt, "graph.EXAMPLE.com"), "{exempt}");
        }
        for exempt in ["", ",", "example.org", "ample.com", "graph.example.com.x"] {
            assert!(!is_exempt(exempt, "graph.example.com"), "{exempt}");
        }
        assert!(is_exempt("10.0.0.1", "10.0.0.1:8443") && !is_exempt("10.0.0.1", "10.0.0.2"));
    }
}
