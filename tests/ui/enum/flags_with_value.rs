//! The key `flags` has no value.

use graph_entity::graph_enum;

#[graph_enum(flags = true)]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
