//! A complex type has properties; an enumeration has members.

use graph_entity::graph_complex;

#[graph_complex]
enum Content {
    A,
}

fn main() {}
