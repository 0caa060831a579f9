//! Compares declarations with a small document.

#[path = "compare/declare.rs"]
mod declare;
#[path = "compare/document.rs"]
mod document;
#[path = "compare/rules.rs"]
mod rules;
