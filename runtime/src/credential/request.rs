//! The request that a credential receives.

use std::sync::Arc;

use serde_json::{Map, Value, json};

/// What a [`Credential`](super::Credential) is asked for. Owned and cheap to clone, so that an async closure
/// can keep it.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    scopes: Arc<[String]>,
    claims: Option<Arc<str>>,
    after_refusal: bool,
    capable: bool,
}

impl TokenRequest {
    pub(crate) fn new(scopes: Arc<[String]>) -> Self {
        Self { scopes, claims: None, after_refusal: false, capable: false }
    }

    /// Sets whether the credential can answer challenges.
    pub(crate) fn declaring(self, capable: bool) -> Self {
        Self { capable, ..self }
    }

    /// Marks a request for a replacement of a token that Graph refused.
    pub(crate) fn after_refusal(self, claims: Option<Arc<str>>) -> Self {
        Self { claims, after_refusal: true, ..self }
    }

    pub(crate) fn shared_claims(&self) -> Option<Arc<str>> {
        self.claims.clone()
    }

    /// The scopes that the token must have, `https://graph.microsoft.com/.default` unless the client sets
    /// others.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The claims of a challenge, as JSON. `None` for an ordinary request.
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// Whether Graph refused the last token, so that the same token from a cache would be refused again.
    pub fn is_after_refusal(&self) -> bool {
        self.after_refusal
    }

    /// The capabilities to declare to the identity platform: `["cp1"]`, the ability to answer a claims
    /// challenge, if [`Credential::answers_claims`](super::Credential::answers_claims) is true. Otherwise
    /// empty.
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    pub fn capabilities(&self) -> &'static [&'static str] {
        if self.capable { &["cp1"] } else { &[] }
    }

    /// The `claims` parameter of a request to the identity platform's token endpoint: the
    /// [`claims`](Self::claims) of the challenge merged with the [`capabilities`](Self::capabilities), as
    /// JSON. `None` if there are neither.
    ///
    /// ```
    /// # use graph_entity::{AccessToken, TokenRequest, answering_claims};
    /// let credential = answering_claims(async |request: TokenRequest| {
    ///     let claims = request.claims_parameter();
    ///     assert_eq!(claims.as_deref(), Some(r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#));
    ///     AccessToken::new("eyJ0eXAiOiJKV1Qi")
    /// });
    /// # let client = graph_entity::Client::builder().credential(credential)
    /// #     .transport(graph_entity::transport::from_fn(|_| http::Response::new(r#"{"id":"1"}"#))).build()?;
    /// # #[graph_entity::graph_entity(path = "/users/{userId}")]
    /// # pub struct User { pub id: String }
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap()
    /// #     .block_on(User::at("1").get().send(&client))?;
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn claims_parameter(&self) -> Option<String> {
        if !self.capable {
            return self.claims().map(str::to_owned);
        }
        let asked = self.claims().and_then(|claims| serde_json::from_str(claims).ok());
        let mut claims: Map<String, Value> = asked.unwrap_or_default();
        let access_token = claims.entry("access_token").or_insert_with(|| Map::new().into());
        // Claims of an unknown form are passed on unchanged: only their sender understands them.
        let Some(access_token) = access_token.as_object_mut() else {
            return self.claims().map(str::to_owned);
        };
        access_token.insert("xms_cc".to_owned(), json!({ "values": self.capabilities() }));
        Some(Value::Object(claims).to_string())
    }
}
