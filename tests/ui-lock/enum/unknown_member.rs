//! A member that Graph does not have is refused when it is sent, and never received.
//!
//! Errors: 2

use graph_entity::graph_enum;

#[graph_enum]
enum RunState {
    Success,
    ScriptErorr,
    #[graph(name = "Pending")]
    Pending,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
