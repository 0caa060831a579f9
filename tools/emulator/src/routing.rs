//! From a URL to a resource, by the types.

pub(crate) mod intune;
pub(crate) mod path;
pub(crate) mod resource;
pub(crate) mod target;
pub(crate) mod walk;
pub(crate) mod well_known;
