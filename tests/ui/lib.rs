//! The rule book lies beside this file: `<family>/<rule>.rs` is a program that must not compile, `<rule>.stderr` what
//! the compiler says of it.
