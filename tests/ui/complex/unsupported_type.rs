//! OData has no such number.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    value: Option<u64>,
}

fn main() {}
