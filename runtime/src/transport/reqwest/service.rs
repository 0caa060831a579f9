//! Converts requests to reqwest's type without parsing the unchanging part of the URL each time.

use std::sync::OnceLock;

use bytes::Bytes;
use http::Uri;
use http::header::{HOST, HeaderValue};
use reqwest::{Request, Url};

use crate::transport::TransportError;

/// The scheme, host and port of the first URL. A client has one endpoint, and parsing its host name for each
/// request costs more than the rest of the client's work.
#[derive(Clone, Default)]
pub(super) struct Service(OnceLock<Known>);

#[derive(Clone)]
struct Known {
    origin: Uri,
    url: Url,
    /// The host and port in the form of the `Host` header.
    host: HeaderValue,
}

impl Service {
    /// For HTTP/1.1, sets the `Host` header. Otherwise hyper would build it for each request and reallocate
    /// the headers.
    pub(super) fn request(
        &self,
        request: http::Request<Bytes>,
        is_http1: bool,
    ) -> Result<Request, TransportError> {
        let (mut head, body) = request.into_parts();
        let url = self.url(&head.uri)?;
        if is_http1 && let Some(known) = self.of(&head.uri) {
            head.headers.entry(HOST).or_insert_with(|| known.host.clone());
        }
        let mut request = Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.version_mut() = head.version;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let Some(known) = self.of(uri) else {
            let url = parse(uri)?;
            if let Some(host) = host(&url) {
                // Another request may have set it first, to an equal value.
                let _ = self.0.set(Known { origin: uri.clone(), url: url.clone(), host });
            }
            return Ok(url);
        };
        let mut url = known.url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }

    /// The known service, if the URL leads to it.
    fn of(&self, uri: &Uri) -> Option<&Known> {
        let same = |known: &&Known| {
            known.origin.scheme() == uri.scheme() && known.origin.authority() == uri.authority()
        };
        self.0.get().filter(same)
    }
}

/// The `Host` header of a URL, without the default port of the scheme.
fn host(url: &Url) -> Option<HeaderValue> {
    let host = url.host_str()?;
    let text = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    HeaderValue::try_from(text).ok()
}

/// Parses the whole URL. The error may contain ids, so its text is dropped.
fn parse(uri: &Uri) -> Result<Url, TransportError> {
    Url::parse(&uri.to_string()).map_err(|_| TransportError::refused("reqwest does not accept the address"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Arrival, TransportErrorKind};

    #[test]
    fn an_address_is_the_same_however_it_was_parsed() {
        let service = Service::default();
        for address in [
            "https://graph.microsoft.com/v1.0/users/1",
            "https://graph.microsoft.com",
            "https://graph.microsoft.com/beta/users/a%2Fb%20c?$filter=startswith(x,'R%26D')&$top=5",
            "https://graph.microsoft.com/beta/users('a@b')/x;y=z/%C3%A4?",
            "https://graph.microsoft.com/beta/../v1.0/./users/%2e%2e/1?a=/../b",
            "https://graph.microsoft.com//double//slashes?x=%23",
            "https://graph.microsoft.com:443/v1.0",
            "https://GRAPH.microsoft.com/v1.0/mixed",
            "https://graph.microsoft.us/v1.0/elsewhere",
            "http://graph.microsoft.com/plain",
            "http://127.0.0.1:5000/v1.0/x?y",
            "https://graph.microsoft.com/v1.0/users/2",
        ] {
            let uri: Uri = address.parse().unwrap();
            let expected = Url::parse(&uri.to_string()).unwrap();
            assert_eq!(service.url(&uri).unwrap(), expected, "{address}");
        }
    }

    #[test]
    fn a_request_keeps_all_that_it_has() {
        let request =
            http::Request::patch("http://127.0.0.1:1/x").header("a", "b").body("{}".into()).unwrap();
        let request = Service::default().request(request, false).unwrap();
        assert_eq!((request.method().as_str(), request.url().as_str()), ("PATCH", "http://127.0.0.1:1/x"));
        assert_eq!(request.headers()["a"], "b");
        assert_eq!(request.body().unwrap().as_bytes(), Some(&b"{}"[..]));
    }

    #[test]
    fn the_host_is_named_as_hyper_names_it() {
        for (address, host) in [
            ("https://graph.microsoft.com:443/v1.0", "graph.microsoft.com"),
            ("http://127.0.0.1:5000/v1.0", "127.0.0.1:5000"),
            ("http://[::1]:5000/v1.0", "[::1]:5000"),
            ("https://graph.microsoft.com:8443/v1.0", "graph.microsoft.com:8443"),
        ] {
            let request = || http::Request::get(address).body(Bytes::new()).unwrap();
            let service = Service::default();
            for _ in 0..2 {
                assert_eq!(service.request(request(), true).unwrap().headers()[HOST], host);
            }
            assert!(
                service.request(request(), false).unwrap().headers().is_empty(),
                "HTTP/2 has another place"
            );

            let mut own = request();
            own.headers_mut().insert(HOST, HeaderValue::from_static("own"));
            assert_eq!(service.request(own, true).unwrap().headers()[HOST], "own");
            let elsewhere = http::Request::get("https://elsewhere/").body(Bytes::new()).unwrap();
            assert!(service.request(elsewhere, true).unwrap().headers().is_empty());
        }
    }

    #[test]
    fn an_invalid_address_is_refused_without_being_shown() {
        let error = Service::default().url(&Uri::from_static("/secret-id")).unwrap_err();
        assert_eq!((error.kind(), error.arrival()), (TransportErrorKind::Refused, Arrival::NotSent));
        assert!(!format!("{error} {error:?}").contains("secret-id"));
    }
}
