//! Graph adds members, and a reply must not fail or lose one.

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    Off,
}

fn main() {}
