//! The same hostile replies through graph-entity and other ways to call Graph, each in a program of its own: a peer.

pub mod cases;
#[path = "../../../tests/hostile/server.rs"]
#[allow(dead_code, reason = "this crate needs less of it")]
mod hostile;
pub mod peer;
pub mod run;
mod service;
pub mod table;
#[path = "../../emulator/src/http/tls.rs"]
mod tls;
