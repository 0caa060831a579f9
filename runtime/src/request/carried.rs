//! The sensitive values that a request carries, which no error about it may show.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use graph_entity_model::model::sensitive::{Members, add_literals, add_sensitive};
use graph_entity_model::model::{Kind, PropertyInfo};
use serde_json::value::RawValue;

use crate::base::Secrets;
use crate::credential::IssuedTokens;

/// The declarations of what a request sends and of what its reply contains. They state which values are
/// sensitive. Only errors read them.
#[derive(Clone, Default)]
pub(crate) struct Declared {
    pub(crate) sent: Sent,
    pub(crate) reply: Option<Kind>,
}

/// The declaration of what a request sends.
#[derive(Clone, Default)]
pub(crate) enum Sent {
    /// Nothing, or what has no declaration.
    #[default]
    Undeclared,
    /// A JSON object with these members, or the parameters of a function.
    Members(&'static [PropertyInfo]),
    /// The requests of a batch, in their order.
    Batch(Arc<[Declared]>),
}

/// What a request carried, with its declarations.
#[derive(Clone, Default)]
pub(crate) struct Carried {
    declared: Declared,
    body: Option<Bytes>,
    /// The address with its query, if it may contain sensitive values.
    address: Option<String>,
    /// The path and query of a pre-authorised address, which grant access to it.
    preauthorized: Option<String>,
    /// The position of the request in a batch, if the body is that of the batch.
    position: Option<usize>,
}

type Object<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

impl Carried {
    pub(crate) fn new(declared: Declared, body: Option<Bytes>) -> Self {
        Self { declared, body, address: None, preauthorized: None, position: None }
    }

    pub(crate) fn with_address(self, address: String) -> Self {
        Self { address: Some(address), ..self }
    }

    pub(crate) fn with_preauthorized(self, preauthorized: Option<String>) -> Self {
        Self { preauthorized, ..self }
    }

    /// The same for one request of a batch.
    pub(crate) fn at(&self, position: usize) -> Self {
        Self { position: Some(position), ..self.clone() }
    }

    /// Returns what to redact in texts about the request: the sensitive values of the request and of a reply,
    /// and the tokens. Also returns the offset of the first error in the JSON of the reply, if there is one.
    pub(crate) fn secrets(&self, tokens: &IssuedTokens, reply: &str) -> (Secrets, Option<usize>) {
        let mut values = Vec::new();
        let body = self.body.as_deref().and_then(|body| core::str::from_utf8(body).ok()).unwrap_or_default();
        let reply_kind = if let Sent::Batch(requests) = &self.declared.sent {
            add_batch(body, requests, self.position, &mut values);
            self.position.and_then(|position| requests.get(position)?.reply)
        } else {
            add_request(body, self.address.as_deref(), &self.declared, &mut values);
            self.declared.reply
        };
        let members = reply_kind.map_or_else(Members::default, Members::of_kind);
        let error = add_sensitive(reply, members, &mut values);
        let secrets = tokens.hide(Secrets::new(values));
        (secrets.and_tokens(self.preauthorized.as_deref()), error)
    }
}

/// Adds the sensitive values of a batch's requests, or only of the one at `position`.
fn add_batch(json: &str, declared: &[Declared], position: Option<usize>, values: &mut Vec<String>) {
    let requests = serde_json::from_str::<Object<'_>>(json).ok();
    let requests =
        requests.and_then(|batch| serde_json::from_str::<Vec<Object<'_>>>(batch.get("requests")?.get()).ok());
    let requests = requests.unwrap_or_default();
    for (at, (request, declared)) in requests.iter().zip(declared).enumerate() {
        if position.is_none_or(|position| position == at) {
            let body = request.get("body").map_or("", |body| body.get());
            let address = request.get("url").and_then(|url| serde_json::from_str::<String>(url.get()).ok());
            add_request(body, address.as_deref(), declared, values);
        }
    }
}

/// Adds the sensitive values of a request's body and address.
fn add_request(body: &str, address: Option<&str>, declared: &Declared, values: &mut Vec<String>) {
    let sent = match declared.sent {
        Sent::Members(properties) => Members::of(properties),
        _ => Members::default(),
    };
    add_sensitive(body, sent.clone(), values);
    let Some(address) = address else { return };
    add_literals(address, &sent, values);
    // A filter compares properties of the reply.
    if let Some(kind) = declared.reply {
        add_literals(address, &Members::of_kind(kind), values);
    }
}
