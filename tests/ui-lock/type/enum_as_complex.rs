//! An enumeration type is a name on the wire, not an object.

use graph_entity::graph_complex;

#[graph_complex]
struct RunState {
    success: Option<bool>,
}

fn main() {}
