//! An enum and a member that differ from the metadata say why, for whoever reads it later.
//!
//! Errors: 2

use graph_entity::graph_enum;

#[graph_enum(differs = "")]
enum RunState {
    #[graph(differs)]
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
