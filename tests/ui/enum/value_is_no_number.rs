//! The number of a member is a number.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    #[graph(value = "1")]
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
