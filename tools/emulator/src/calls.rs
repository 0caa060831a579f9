//! Actions and functions: their parameters, and stubs that answer in place of a workload.

pub(crate) mod answer;
pub(crate) mod arguments;
pub(crate) mod call;
pub(crate) mod default_value;
pub(crate) mod effects;
pub(crate) mod json;
pub(crate) mod status;
pub(crate) mod stubs;
