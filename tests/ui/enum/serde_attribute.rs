//! The runtime reads and writes members itself, so serde's attributes would have no effect.

use graph_entity::graph_enum;

#[graph_enum]
#[serde(rename_all = "snake_case")]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
