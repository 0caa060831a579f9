//! An item has one place for its keys.

use graph_entity::graph_enum;

#[graph_enum]
#[graph(flags)]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
