//! A slice does not own its items.

use graph_entity::graph_complex;

#[graph_complex]
struct Part {
    name: Option<String>,
    values: [String],
}

fn main() {}
