//! Compares declarations with a small document, writes their lock, and compares the document with a later one.

#[path = "compare/declare.rs"]
mod declare;
#[path = "compare/diff.rs"]
mod diff;
#[path = "compare/document.rs"]
mod document;
#[path = "compare/lock.rs"]
mod lock;
#[path = "compare/rules.rs"]
mod rules;
#[path = "compare/variants.rs"]
mod variants;
