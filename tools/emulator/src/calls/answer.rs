//! What a stub answers.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::data::properties::Properties;

/// The answer of a stub to a [`Call`](crate::Call), and what the call changes.
///
/// The default is what the emulator answers without a stub: a value of the declared result, or 204.
///
/// ```
/// use graph_entity_emulator::{CallAnswer, Emulator};
///
/// # let document = "";
/// let builder = Emulator::builder()
///     .metadata("beta", document)
///     .answer_calls("getFileVaultKey", |_| CallAnswer::value("1234-5678"))
///     .answer_calls("rename", |call| {
///         CallAnswer::default().set("displayName", call.parameter("name").cloned().unwrap_or_default())
///     })
///     .answer_calls("retire", |_| CallAnswer::error(409, "Conflict", "It is being wiped."));
/// # drop(builder);
/// ```
#[derive(Clone, Default)]
#[must_use = "a stub returns it"]
pub struct CallAnswer {
    pub(crate) content: AnswerContent,
    pub(crate) effects: Vec<Effect>,
    /// How often the monitor of a long-running operation says that it is running. `None` if the answer comes at
    /// once.
    pub(crate) polls: Option<u32>,
    /// What is wrong with the answer itself.
    pub(crate) fault: Option<String>,
}

/// The status and the body.
#[derive(Clone, Default)]
pub(crate) enum AnswerContent {
    /// A value of the declared result.
    #[default]
    Default,
    /// 204.
    Nothing,
    Value(Value),
    Bytes(String, Bytes),
    Error {
        status: u16,
        code: String,
        message: String,
    },
}

/// A change of the entity that an operation is called on.
#[derive(Clone)]
pub(crate) enum Effect {
    Set(Properties),
    /// Replaces the entities of a navigation property.
    Replace(String, Vec<Value>),
    Delete,
}

impl CallAnswer {
    /// 200 with a value of the declared result: for a collection an array, for a primitive result the plain
    /// value. The emulator adds what the body has around it. A value that does not fit the declared result is
    /// answered by 500, so that a test does not pass with a reply that Graph never gives.
    pub fn value(value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => Self { content: AnswerContent::Value(value), ..Self::default() },
            Err(error) => Self { fault: Some(error.to_string()), ..Self::default() },
        }
    }

    /// 200 with bytes and their media type, for an operation that returns a stream.
    pub fn bytes(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { content: AnswerContent::Bytes(media_type.into(), bytes.into()), ..Self::default() }
    }

    /// Answers with 204, whatever the declared result is.
    pub fn nothing() -> Self {
        Self { content: AnswerContent::Nothing, ..Self::default() }
    }

    /// An error of 400 or more, with Graph's envelope. The call then changes nothing.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let content = AnswerContent::Error { status, code: code.into(), message: message.into() };
        Self { content, ..Self::default() }
    }

    /// Answers 202 with the `Location` of a monitor instead, which says this often that the operation is running
    /// and then answers what would have been answered at once. Effects happen at once.
    ///
    /// Source: Microsoft Graph, "Working with long running actions".
    pub fn after_polls(mut self, polls: u32) -> Self {
        self.polls = Some(polls);
        self
    }

    /// Sets a property of the entity that the operation is called on. The value must fit its type; what only
    /// the service sets may be set.
    pub fn set(mut self, property: impl Into<String>, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => self.effects.push(Effect::Set(Properties::from_iter([(property.into(), value)]))),
            Err(error) => self.fault = Some(error.to_string()),
        }
        self
    }

    /// Replaces the entities of a navigation property of that entity.
    pub fn replace(mut self, property: impl Into<String>, entities: impl Serialize) -> Self {
        match serde_json::to_value(entities) {
            Ok(Value::Array(entities)) => self.effects.push(Effect::Replace(property.into(), entities)),
            Ok(_) => self.fault = Some("the entities of a property are a list".to_owned()),
            Err(error) => self.fault = Some(error.to_string()),
        }
        self
    }

    /// Deletes the entity that the call is bound to.
    pub fn delete(mut self) -> Self {
        self.effects.push(Effect::Delete);
        self
    }
}

/// Omits the values, which may be secrets.
impl fmt::Debug for CallAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = match &self.content {
            AnswerContent::Default => "a value of the declared result",
            AnswerContent::Nothing => "nothing",
            AnswerContent::Value(_) => "a value",
            AnswerContent::Bytes(..) => "bytes",
            AnswerContent::Error { code, .. } => code,
        };
        f.debug_struct("CallAnswer")
            .field("content", &content)
            .field("effects", &self.effects.len())
            .finish_non_exhaustive()
    }
}
