//! What the client does when the service, or the way to it, does not behave: over real connections, against a server
//! that answers by a script, with a clock that moves by itself.

mod budget;
mod clock;
mod comparison;
mod harness;
mod operations;
mod sequences;
mod server;
mod spans;
mod table;
mod tokens;
