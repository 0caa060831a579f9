//! The statuses of actions for which Graph documents another one than 200 or 204.

use hyper::StatusCode;

use crate::schema::model::Schema;

/// A status, and the types and names of the actions that it answers.
type Documented = (StatusCode, &'static str, &'static [&'static str]);

/// Source: Microsoft Graph, "user: sendMail", "message: send", "message: reply", "message: replyAll", "message:
/// forward", "message: copy", "message: move", "message: createReply", "message: createReplyAll", "message:
/// createForward", "mailFolder: copy", "mailFolder: move", "event: accept", "event: cancel", "event: decline", "event:
/// forward", "event: tentativelyAccept".
const DOCUMENTED: [Documented; 5] = [
    (StatusCode::ACCEPTED, "microsoft.graph.user", &["sendMail"]),
    (StatusCode::ACCEPTED, "microsoft.graph.message", &["forward", "reply", "replyAll", "send"]),
    (
        StatusCode::ACCEPTED,
        "microsoft.graph.event",
        &["accept", "cancel", "decline", "forward", "tentativelyAccept"],
    ),
    (
        StatusCode::CREATED,
        "microsoft.graph.message",
        &["copy", "createForward", "createReply", "createReplyAll", "move"],
    ),
    (StatusCode::CREATED, "microsoft.graph.mailFolder", &["copy", "move"]),
];

/// The documented status of an action on an entity of a type, or `None` if it is 200 or 204.
pub(crate) fn documented(schema: &Schema, structure: &str, action: &str) -> Option<StatusCode> {
    let mut documented = DOCUMENTED.iter();
    let found = documented
        .find(|(_, binding, names)| names.contains(&action) && schema.is_derived(structure, binding))?;
    Some(found.0)
}
