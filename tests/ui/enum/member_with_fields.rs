//! A member has a name and no fields.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On(bool),
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
