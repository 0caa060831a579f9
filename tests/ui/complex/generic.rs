//! A complex type is one concrete type, without generic parameters.

use graph_entity::graph_complex;

#[graph_complex]
struct Content<T> {
    value: Option<T>,
}

fn main() {}
