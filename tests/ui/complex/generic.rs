//! A type of Graph is one concrete type.

use graph_entity::graph_complex;

#[graph_complex]
struct Content<T> {
    value: Option<T>,
}

fn main() {}
