//! An enumeration type has members, one a variant.

use graph_entity::graph_enum;

#[graph_enum]
struct State {
    on: bool,
}

fn main() {}
