//! The promises of the model: a value is read as it was sent and sent as it was meant, and one wrong value
//! does not make the others unreadable.

mod alternate_keys;
mod bodies;
mod depth;
mod keys;
mod lists;
mod navigation_kind;
mod nullable_items;
mod recursive;
mod replace;
mod sensitive;
mod sentinel;
mod types;
mod values;
