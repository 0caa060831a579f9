//! The rule book is in the folders beside this file: `<family>/<rule>.rs` is a program that must not compile,
//! and `<rule>.stderr` the compiler's output for it.
