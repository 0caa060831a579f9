//! Who may send requests: this machine's programs and pages. A page of another site could resolve its own name
//! to loopback, and would read and write what the emulator has.
//!
//! Source: Fetch Standard, "CORS protocol".

use bytes::Bytes;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use crate::refusals::Refusal;
use crate::service::Service;

/// The hosts of Graph, for clients that reach the emulator by a proxy or a changed name resolution.
///
/// Source: Microsoft Graph, "National cloud deployments".
const GRAPH: [&str; 4] = [
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
];

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
/// The headers of responses that a page may read.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "ETag, Location, Preference-Applied, OData-EntityId, Retry-After, WWW-Authenticate, request-id, client-request-id",
);
/// A day.
const MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

impl Service {
    /// Refuses a request that was sent to another host, or by a page of another origin.
    pub(crate) fn expect_local(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let (hosts, origins) = (&self.settings.allowed_hosts, &self.settings.allowed_origins);
        let is_host = |text: &str| {
            is_loopback(text) || is_graph(text) || is_listed(hosts, text) || is_listed(hosts, host(text))
        };
        if !all(headers, HOST, is_host) {
            return Err(Refusal::foreign_host());
        }
        let is_origin = |text: &str| is_loopback(text) || is_listed(origins, text);
        if all(headers, ORIGIN, is_origin) { Ok(()) } else { Err(Refusal::foreign_origin()) }
    }

    /// Answers the question of a browser whether a page may send a request. `None` for any other request.
    pub(crate) fn preflight(&self, parts: &Parts) -> Option<Result<Response<Bytes>, Refusal>> {
        let headers = &parts.headers;
        let is_preflight = parts.method == Method::OPTIONS
            && headers.contains_key(ORIGIN)
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_preflight.then(|| {
            self.expect_local(headers)?;
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::NO_CONTENT;
            let answer = response.headers_mut();
            answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            answer.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
            let wanted = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
            answer.extend(wanted.map(|names| (ACCESS_CONTROL_ALLOW_HEADERS, names.clone())));
            Ok(response)
        })
    }

    /// Lets the page that sent a request read the response.
    pub(crate) fn share(&self, request: &HeaderMap, response: &mut HeaderMap) {
        let Some(origin) = request.get(ORIGIN).filter(|_| self.expect_local(request).is_ok()) else { return };
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        response.insert(VARY, HeaderValue::from_static("Origin"));
    }
}

/// Whether all values of a header pass.
fn all(headers: &HeaderMap, name: HeaderName, is_right: impl Fn(&str) -> bool) -> bool {
    headers.get_all(name).into_iter().all(|value| value.to_str().is_ok_and(&is_right))
}

fn is_listed(list: &[String], text: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(text))
}

fn is_graph(text: &str) -> bool {
    GRAPH.iter().any(|known| known.eq_ignore_ascii_case(host(text)))
}

/// Whether `Host` and `Origin` are this machine's.
pub(crate) fn is_local(headers: &HeaderMap) -> bool {
    all(headers, HOST, is_loopback) && all(headers, ORIGIN, is_loopback)
}

/// Whether an authority or an origin is loopback.
fn is_loopback(text: &str) -> bool {
    let authority =
        ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let host = host(authority);
    let is_address = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    is_address || host.eq_ignore_ascii_case("localhost")
}

/// The host of an authority, without its port and without the brackets of an address.
fn host(authority: &str) -> &str {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_recognized() {
        for name in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8080",
            "127.0.0.2",
            "[::1]:80",
            "http://localhost:1",
            "https://127.0.0.1:1",
        ] {
            assert!(is_loopback(name), "{name}");
        }
        for name in
            ["", "null", "example.com", "127.0.0.1.example.com", "localhost.example.com:80", "10.0.0.1"]
        {
            assert!(!is_loopback(name), "{name}");
        }
    }
}
