//! Only one variant can keep the unknown members.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    #[graph(unrecognized)]
    Other(String),
    #[graph(unrecognized)]
    More(String),
}

fn main() {}
