//! The rules of the lock: `<family>/<rule>.rs` is a program that contradicts `graph-schema.lock` or has a
//! lock of its own, and `<rule>.stderr` the compiler's output for it.
//!
//! A package of its own, since a lock applies to every item of its package.
