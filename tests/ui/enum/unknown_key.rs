//! A misspelt key is told once, not again as what it failed to say.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(unrecognised)]
    Other(String),
}

fn main() {}
