//! A member is a name and no more.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On(bool),
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
