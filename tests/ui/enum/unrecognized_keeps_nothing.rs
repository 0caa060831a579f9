//! The unrecognized variant must keep the name of the member.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(unrecognized)]
    Other,
}

fn main() {}
