//! Stubs as JSON: of a file, or sent to the control address.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::calls::answer::CallAnswer;
use crate::calls::stubs::{Calls, Stub, Stubs};
use crate::schema::model::Model;

/// A stub with one answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StubJson {
    /// The name of the operation, or its address.
    call: String,
    /// The result.
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
    error: Option<ErrorJson>,
    /// How often a monitor says that the operation is running.
    polls: Option<u32>,
    /// Whether the answer is 204.
    #[serde(default)]
    nothing: bool,
    /// Properties to set.
    #[serde(default)]
    set: Map<String, Value>,
    /// Entities of navigation properties.
    #[serde(default)]
    replace: Map<String, Value>,
    #[serde(default)]
    delete: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ErrorJson {
    status: u16,
    code: String,
    message: String,
}

/// Distinguishes a null value from one that is left out.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Adds the stubs of a JSON array, all or none of them, and returns their number.
pub(crate) fn add(stubs: &mut Stubs, model: &Model, text: &[u8]) -> Result<usize, String> {
    let read: Vec<StubJson> = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let read = read.into_iter().map(|stub| {
        let call = stub.call.clone();
        let named = |reason: String| format!("`{call}`: {reason}");
        let calls = Calls::read(&call, model).map_err(named)?;
        let answer = answer(stub).map_err(named)?;
        Ok((calls, Arc::new(move |_: &_| answer.clone()) as Stub))
    });
    let all = read.collect::<Result<Vec<_>, String>>()?;
    let count = all.len();
    for (calls, stub) in all {
        stubs.add(calls, stub);
    }
    Ok(count)
}

fn answer(stub: StubJson) -> Result<CallAnswer, String> {
    let StubJson { value, error, nothing, set, replace, delete, polls, .. } = stub;
    let mut answer = match (value, error, nothing) {
        (None, None, false) => CallAnswer::default(),
        (Some(value), None, false) => CallAnswer::value(value),
        (None, None, true) => CallAnswer::nothing(),
        (None, Some(error), false) => {
            if !(400..=599).contains(&error.status) {
                return Err(format!("an error has a status from 400 to 599, and not {}", error.status));
            }
            CallAnswer::error(error.status, error.code, error.message)
        }
        _ => return Err("it has one of `value`, `error` and `nothing`".to_owned()),
    };
    answer = set.into_iter().fold(answer, |answer, (name, value)| answer.set(name, value));
    answer = replace.into_iter().fold(answer, |answer, (name, value)| answer.replace(name, value));
    answer.polls = polls;
    if delete {
        answer = answer.delete();
    }
    match answer.fault.take() {
        Some(fault) => Err(fault),
        None => Ok(answer),
    }
}
