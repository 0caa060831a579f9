//! The numbers of members are those of the metadata.

use graph_entity::graph_enum;

#[graph_enum]
enum RunState {
    #[graph(value = 1)]
    Success,
    #[graph(value = 3)]
    Fail,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
