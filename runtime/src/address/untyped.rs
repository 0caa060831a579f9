//! Requests for what is not declared: any method, any path, JSON.

use std::borrow::Cow;

use bytes::Bytes;
use graph_entity_model::base::{InvalidRequestError, PathValue, fill};
use graph_entity_model::model::untyped;
use http::Method;
use http::header::{ACCEPT, HeaderValue};
use serde_json::Value;

use super::{Page, read_page};
use crate::request::{Request, RequestSpec, Target};

/// Requests for what is not declared.
impl Request<Option<Value>> {
    /// A request for what is not declared: a method and a path with its version, such as
    /// `/beta/users/{userId}/chats`. Each value fills a placeholder, encoded as one segment.
    ///
    /// It is sent as every other request is: with the token, retries, deadline and budget of the client, alone or
    /// in a batch. Errors and spans show the path with its placeholders, so write ids as values. What the body
    /// and the reply contain is not known, so errors may repeat it.
    ///
    /// The reply is any JSON, or `None` if it is empty. [`paged`](Self::paged) is for lists, [`bytes`](Self::bytes)
    /// for files.
    ///
    /// ```
    /// use graph_entity::Request;
    /// use http::Method;
    /// use serde_json::json;
    ///
    /// let request = Request::untyped(Method::POST, "/beta/users/{userId}/chats", &["adele@contoso.com"])
    ///     .json(json!({ "chatType": "oneOnOne" }));
    /// let http = request.to_http("https://graph.microsoft.com")?;
    /// assert_eq!(http.uri(), "https://graph.microsoft.com/beta/users/adele@contoso.com/chats");
    /// assert_eq!(http.body(), r#"{"chatType":"oneOnOne"}"#);
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn untyped(method: Method, path: &'static str, values: &[&str]) -> Self {
        let (version, template) = match split(path) {
            Ok(parts) => parts,
            Err(error) => {
                let mut spec = RequestSpec::new(method, "v1.0", Cow::Borrowed(path), String::new(), None);
                spec.refuse(error);
                return Self::reading_any(spec);
            }
        };
        let mut spec = RequestSpec::new(method, version, Cow::Borrowed(template), String::new(), None);
        let given: Vec<_> = values.iter().map(|value| PathValue::from(*value)).collect();
        match fill(template, &given) {
            Ok(path) if template.matches('{').count() == values.len() => spec.target = Target::Path(path),
            Ok(_) => spec.refuse(InvalidRequestError::Untyped {
                reason: "its path has fewer placeholders than there are values: write one `{name}` for each value",
            }),
            Err(error) => spec.refuse(error),
        }
        Self::reading_any(spec)
    }

    /// Sets the body, any JSON. The last call counts.
    pub fn json(mut self, body: Value) -> Self {
        match untyped(body) {
            Some(body) => self.spec.body = Some(body.into_bytes().into()),
            None => self.spec.refuse(InvalidRequestError::Untyped {
                reason: "its body has more than 127 objects and arrays inside one another",
            }),
        }
        self
    }

    /// Reads the reply as one page of a list: [`pages`](Request::pages) and [`items`](Request::items) follow
    /// Graph's links.
    pub fn paged(self) -> Request<Page<Value>> {
        Request::new(*self.spec, |_, body| read_page(body))
    }

    /// Reads the reply as bytes of any type. A redirect to a pre-authorised address is
    /// [followed](Request::follow_redirect).
    pub fn bytes(self) -> Request<Bytes> {
        let mut spec = *self.spec;
        spec.headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        spec.options.follows_redirect = true;
        Request::reading_bytes(spec)
    }
}

/// Splits a path into its version and the rest.
fn split(path: &'static str) -> Result<(&'static str, &'static str), InvalidRequestError> {
    let refused = |reason| Err(InvalidRequestError::Untyped { reason });
    if path.contains(['?', '#']) {
        return refused("its path has a query: set each option with `query`");
    }
    for version in ["v1.0", "beta"] {
        let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(version));
        if let Some(rest) = rest.filter(|rest| rest.starts_with('/')) {
            return Ok((version, rest));
        }
    }
    refused("its path has no version: begin it with `/v1.0/` or `/beta/`")
}
