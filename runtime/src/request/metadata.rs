//! The request for a metadata document.

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, HeaderValue};

use super::{Request, RequestSpec};

impl Request<Bytes> {
    /// A request for the metadata document of a version, `v1.0` or `beta`: the XML that lists all types,
    /// addresses, actions and functions. Graph serves it without a token, and ignores one.
    ///
    /// Source: OData Protocol 4.01, "Metadata Document Request".
    ///
    /// ```
    /// use graph_entity::Request;
    ///
    /// let request = Request::metadata("beta").to_http("https://graph.microsoft.com")?;
    /// assert_eq!(request.uri(), "https://graph.microsoft.com/beta/$metadata");
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn metadata(version: &'static str) -> Self {
        let path = "/$metadata";
        let mut spec = RequestSpec::new(Method::GET, version, path.into(), path.to_owned(), None);
        spec.headers.insert(ACCEPT, HeaderValue::from_static("application/xml"));
        Self::reading_bytes(spec)
    }
}
