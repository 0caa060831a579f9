//! A user's crate that re-exports the runtime for its own users.

pub use graph_entity;
