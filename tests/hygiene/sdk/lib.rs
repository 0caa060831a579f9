//! A user's crate: its own users reach the runtime through it.

pub use graph_entity;
