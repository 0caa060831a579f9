//! The client with a failing service or network: over real connections, against a scripted server, with a
//! virtual clock.

mod budget;
mod clock;
mod comparison;
mod deadlines;
mod echo;
mod harness;
#[path = "../lines.rs"]
mod lines;
mod operations;
mod sequences;
mod server;
mod spans;
mod table;
mod tokens;
