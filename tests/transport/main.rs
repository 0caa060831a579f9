//! What the client does when the service, or the way to it, does not behave: over real connections, against a server
//! that answers by a script, with a clock that moves by itself.

mod clock;
mod harness;
mod sequences;
mod server;
mod table;
mod tokens;
