//! A complex type has properties, not variants.

use graph_entity::graph_complex;

#[graph_complex]
enum Content {
    A,
}

fn main() {}
