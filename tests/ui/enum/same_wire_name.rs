//! Two members of one name could not be told apart when read.

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
