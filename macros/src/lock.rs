//! The lock: what Graph has, as a file beside the manifest. An item is compared with it.

pub(crate) mod facts;
mod read;
