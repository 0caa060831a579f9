//! Which actions and functions are served, and what they answer.

use std::sync::Arc;

use graph_entity_model::callable::Callable;

use crate::api::builder::Builder;
use crate::api::start_error::StartError;
use crate::calls::answer::CallAnswer;
use crate::calls::call::Call;
use crate::calls::json;
use crate::calls::stubs::{Calls, Stub};
use crate::sources::entities;

/// Stubs that are added once all types are known.
pub(super) enum StubSource {
    Closure(String, Stub),
    Json(String),
}

impl Builder {
    /// Serves an action or a function at its path and at its further paths.
    ///
    /// Its parameters are checked by their declaration, and it answers a value of the declared result, or what
    /// [`answer_calls`](Self::answer_calls) says. If the entity that it is called on is served too, it must
    /// exist. A [`metadata`](Self::metadata) document declares its actions and functions itself.
    ///
    /// ```
    /// use graph_entity::graph_action;
    /// use graph_entity_emulator::{CallAnswer, Emulator};
    ///
    /// /// Renames a device.
    /// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/setDeviceName", result = bool)]
    /// struct SetDeviceName {
    ///     device_name: String,
    /// }
    ///
    /// let builder = Emulator::builder()
    ///     .callable::<SetDeviceName>()
    ///     .answer_calls("setDeviceName", |call| CallAnswer::value(call.parameter("deviceName").is_some()));
    /// # drop(builder);
    /// ```
    pub fn callable<T: Callable>(mut self) -> Self {
        if let Err(reason) = entities::add_callable(&mut self.config.model, T::ABOUT) {
            self.error.get_or_insert(StartError::Path { path: T::ABOUT.path().to_owned(), reason });
        }
        self
    }

    /// Answers calls of actions and functions by a closure, in place of a value of the declared result.
    ///
    /// `calls` is the name of operations, `wipe`, or the address of one,
    /// `/beta/deviceManagement/managedDevices/{id}/wipe`; without the version, of both. A name that no served
    /// operation has is an error at the start. If several closures fit a call, the last one answers it.
    ///
    /// The closure gets calls whose parameters were checked, and its answer says what the call changes, see
    /// [`CallAnswer`]. Apart from that, `assign` replaces the assignments of its entity, and `wipe` and `retire`
    /// set the `managementState` of a managed device, with a closure and without one.
    pub fn answer_calls(
        mut self,
        calls: impl Into<String>,
        answer: impl Fn(&Call) -> CallAnswer + Send + Sync + 'static,
    ) -> Self {
        self.stubs.push(StubSource::Closure(calls.into(), Arc::new(answer)));
        self
    }

    /// Answers calls as a JSON document says. The binary's option is `--calls`.
    ///
    /// ```json
    #[doc = include_str!("../../calls/json.example.json")]
    /// ```
    ///
    #[doc = include_str!("../../calls/json.txt")]
    pub fn answer_calls_from(mut self, json: impl Into<String>) -> Self {
        self.stubs.push(StubSource::Json(json.into()));
        self
    }

    /// Adds the stubs to the configuration.
    pub(super) fn add_stubs(&mut self) -> Result<(), StartError> {
        let (model, stubs) = (&self.config.model, &mut self.config.stubs);
        for source in self.stubs.drain(..) {
            match source {
                StubSource::Closure(text, stub) => match Calls::read(&text, model) {
                    Ok(calls) => stubs.add(calls, stub),
                    Err(reason) => return Err(StartError::Calls(format!("`{text}`: {reason}"))),
                },
                StubSource::Json(text) => {
                    json::add(stubs, model, text.as_bytes()).map_err(StartError::Calls)?;
                }
            }
        }
        Ok(())
    }
}
