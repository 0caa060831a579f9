//! A call, as the closure of a stub sees it.

use std::fmt;

use serde_json::Value;

use crate::data::properties::Properties;

/// A call of an action or a function whose parameters are checked. A stub of
/// [`Builder::answer_calls`](crate::Builder::answer_calls) gets it.
#[derive(Clone)]
pub struct Call {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) parameters: Properties,
    pub(crate) entity: Option<Properties>,
}

impl Call {
    /// The name of the action or the function without its namespace: `wipe`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path as the client sent it: `/beta/deviceManagement/managedDevices/42/wipe`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as the client sent it, without the question mark. Its options are not applied to the answer.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The value of a parameter in its declared spelling, or `None` if the client left it out.
    pub fn parameter(&self, name: &str) -> Option<&Value> {
        self.parameters.get(name)
    }

    /// All parameters that the client passed, with their names in the declared spelling.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A property of the entity that the operation is called on. `None` if it has no value, or if the operation
    /// is called on a collection or on nothing.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.entity.as_ref()?.get(name)
    }
}

/// Omits the values, which may be secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<&str> = self.parameters().map(|(name, _)| name).collect();
        f.debug_struct("Call")
            .field("name", &self.name)
            .field("parameters", &parameters)
            .finish_non_exhaustive()
    }
}
