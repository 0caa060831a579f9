//! Two members with the same name on the wire cannot be distinguished.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(name = "on")]
    Enabled,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
