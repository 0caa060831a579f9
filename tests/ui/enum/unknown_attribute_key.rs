//! A misspelt key must not be a key forgotten.

use graph_entity::graph_enum;

#[graph_enum(odatatype = "microsoft.graph.x")]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
