//! Compares declarations with a small document, and writes their lock.

#[path = "compare/declare.rs"]
mod declare;
#[path = "compare/document.rs"]
mod document;
#[path = "compare/lock.rs"]
mod lock;
#[path = "compare/rules.rs"]
mod rules;
