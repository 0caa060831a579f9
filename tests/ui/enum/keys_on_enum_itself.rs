//! The keys of an item belong in its attribute.

use graph_entity::graph_enum;

#[graph_enum]
#[graph(flags)]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
