//! A misspelt key must not be ignored.

use graph_entity::graph_enum;

#[graph_enum(odatatype = "microsoft.graph.x")]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
