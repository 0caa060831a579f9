//! The value of a member must be a number.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    #[graph(value = "1")]
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
