//! A misspelt key is reported once, and not again as a missing one.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(unrecognised)]
    Other(String),
}

fn main() {}
