//! An enumeration has members, so it is an enum.

use graph_entity::graph_enum;

#[graph_enum]
struct State {
    on: bool,
}

fn main() {}
