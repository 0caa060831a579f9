//! Requests to pre-authorised addresses, which Graph gives out for files of other services.

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, HeaderValue};

use crate::request::{Request, RequestSpec};

impl Request<Bytes> {
    /// Fetches a pre-authorised address: one that Graph has given out, on any host, and that grants access by
    /// itself, such as the `url` of an export job or a `@microsoft.graph.downloadUrl`.
    ///
    /// The request carries neither the token nor a `client-request-id` nor cookies. It goes only to `https`,
    /// or to this machine if the client's endpoint is on this machine, and is retried as other requests are.
    /// It is not counted in the client's budget, and cannot be part of a batch. A redirect is an error.
    /// Whoever knows the address can read the file, so no error, span or `Debug` shows its path or its query.
    /// Mark the property that holds it `#[graph(sensitive)]`.
    ///
    /// An address that is refused ends the request in
    /// [`InvalidRequestError::Preauthorized`](crate::InvalidRequestError::Preauthorized).
    ///
    /// ```
    /// use graph_entity::Request;
    ///
    /// let archive = Request::preauthorized("https://reports.blob.example/job.zip?sig=c2VjcmV0");
    /// assert!(!format!("{archive:?}").contains("c2VjcmV0"));
    /// assert_eq!(archive.to_http("https://graph.microsoft.com")?.uri().host(), Some("reports.blob.example"));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    ///
    /// Source: Microsoft Graph, "Export Intune reports using Graph APIs", "Download driveItem content".
    pub fn preauthorized(address: impl Into<String>) -> Self {
        let mut spec = RequestSpec::preauthorized(Method::GET, "(pre-authorised address)", address.into());
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        Self::reading_bytes(spec)
    }
}
