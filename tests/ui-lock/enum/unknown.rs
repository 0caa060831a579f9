//! An enumeration type that Graph does not have is a misspelt one.

use graph_entity::graph_enum;

#[graph_enum]
enum RunStates {
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
