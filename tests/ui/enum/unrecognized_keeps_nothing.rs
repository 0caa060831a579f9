//! An unknown member is kept as it came.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(unrecognized)]
    Other,
}

fn main() {}
