//! Messages that a client sends as MIME: a body of the type `text/plain`, which is base64.
//!
//! Source: Microsoft Graph, "Create message", "user: sendMail".

use crate::data::properties::Properties;
use crate::media::from_base64;
use crate::media::mime::{self, FILE_ATTACHMENT, MESSAGE};
use crate::refusals::Refusal;
use crate::schema::model::Schema;
use crate::schema::operation::Operation;
use crate::schema::types::Type;
use crate::service::change::{Change, read};
use crate::service::is_of_type;

/// Reads the message in a body, MIME or JSON.
pub(crate) fn message(schema: &Schema, change: &Change<'_>) -> Result<Properties, Refusal> {
    if !is_of_type(change.headers, "text/plain") {
        return read(change);
    }
    let text = from_base64(change.body).ok_or_else(Refusal::mime_not_base64)?;
    let mut message = mime::read(&text).ok_or_else(Refusal::malformed_mime)?;
    if schema.structure(FILE_ATTACHMENT).is_none() {
        message.shift_remove("attachments");
    }
    // What is read of a message does not depend on what is served of it.
    let structure = schema.structure(MESSAGE);
    message.retain(|name, _| structure.is_some_and(|structure| structure.property(name).is_some()));
    Ok(message)
}

/// Reads the parameters of an action. One that takes a message takes it as MIME, too.
pub(crate) fn parameters(
    schema: &Schema,
    operation: &Operation,
    change: &Change<'_>,
) -> Result<Properties, Refusal> {
    let is_message =
        |kind: &Type| matches!(kind, Type::Structure(name) | Type::Choice(name) if name == MESSAGE);
    let parameter = operation.parameters.properties.iter().find(|parameter| is_message(&parameter.kind));
    match parameter.filter(|_| is_of_type(change.headers, "text/plain")) {
        Some(parameter) => {
            let message = message(schema, change)?;
            Ok(Properties::from_iter([(parameter.name.clone(), message.into())]))
        }
        None => read(change),
    }
}
