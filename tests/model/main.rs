//! The model's promises: what is read is what was sent, what is sent is what was meant, and one value never costs the
//! others.

mod alternate_keys;
mod bodies;
mod depth;
mod keys;
mod lists;
mod navigation_kind;
mod recursive;
mod replace;
mod sensitive;
mod sentinel;
mod types;
mod values;
