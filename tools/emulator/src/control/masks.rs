//! Hides secrets in what people look at: accepted tokens, credentials, and the values of sensitive properties.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::schema::model::Schema;
use crate::service::Service;

const REDACTED: &str = "[redacted]";

/// A token that is shorter is no secret, and its text is found in everything.
const MIN_TOKEN: usize = 8;

/// How many characters of a body are shown.
const MAX_CHARACTERS: usize = 64 * 1024;

/// The ends of names, in lower case, whose texts are credentials, or addresses that need none.
///
/// Source: Microsoft Graph, "passwordProfile", "passwordCredential", "uploadSession", "driveItem" and
/// "mobileAppContentFile resource type".
const SECRETS: [&str; 9] = [
    "password",
    "secret",
    "secrettext",
    "token",
    "authorization",
    "privatekey",
    "uploadurl",
    "downloadurl",
    "azurestorageuri",
];

/// What is hidden.
pub(super) struct Masks<'s> {
    tokens: Vec<&'s str>,
    schemas: Vec<&'s Schema>,
}

impl<'s> Masks<'s> {
    pub(super) fn of(service: &'s Service) -> Self {
        let tokens = service.tokens.texts().filter(|token| token.len() >= MIN_TOKEN);
        let schemas = service.model.schemas().map(|(_, schema)| schema);
        Self { tokens: tokens.collect(), schemas: schemas.collect() }
    }

    /// A text without the accepted tokens.
    pub(super) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.tokens.iter().filter(|token| text.contains(**token));
        found.fold(Cow::Borrowed(text), |text, token| text.replace(*token, REDACTED).into())
    }

    /// The pairs of headers without the accepted tokens.
    pub(super) fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        let masked = headers.iter().map(|(name, value)| (name.clone(), self.text(value).into_owned()));
        masked.collect()
    }

    /// A body as text: JSON is laid out and without secrets. A long one is cut.
    pub(super) fn body(&self, body: &[u8]) -> Value {
        let text = match serde_json::from_slice(body) {
            Ok(value) => self.value(value),
            Err(_) => self.text(&String::from_utf8_lossy(body)).into_owned(),
        };
        excerpt(&text, body.len())
    }

    /// JSON as text, laid out, without secrets.
    pub(super) fn value(&self, mut value: Value) -> String {
        self.hide(&mut value);
        self.text(&format!("{value:#}")).into_owned()
    }

    fn hide(&self, value: &mut Value) {
        match value {
            Value::Object(members) => members.iter_mut().for_each(|(name, value)| {
                let name = name.to_ascii_lowercase();
                if self.schemas.iter().any(|schema| schema.is_sensitive(&name)) {
                    hide_all(value);
                } else if SECRETS.iter().any(|end| name.ends_with(end)) {
                    hide_texts(value);
                }
                self.hide(value);
            }),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item)),
            _ => {}
        }
    }
}

/// Hides a value, except null: that there is none is no secret.
fn hide_all(value: &mut Value) {
    if !value.is_null() {
        *value = REDACTED.into();
    }
}

/// Hides a text, and the texts of a list. A number or a boolean of such a name is a rule: whether a password is
/// required.
fn hide_texts(value: &mut Value) {
    match value {
        Value::String(_) => hide_all(value),
        Value::Array(items) => items.iter_mut().for_each(hide_texts),
        _ => {}
    }
}

/// The start of a text, with the size of the body that it shows.
pub(super) fn excerpt(text: &str, length: usize) -> Value {
    let end = text.char_indices().nth(MAX_CHARACTERS).map_or(text.len(), |(end, _)| end);
    json!({"text": text[..end], "length": length, "isCut": end < text.len()})
}
