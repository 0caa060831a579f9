//! OData has no unsigned integer of this size.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    value: Option<u64>,
}

fn main() {}
