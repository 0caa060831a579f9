//! Faults on demand.

pub(crate) mod fault;
pub(crate) mod not_served;
pub(crate) mod queue;
pub(crate) mod throttle;
pub(crate) mod throttler;
