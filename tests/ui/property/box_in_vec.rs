//! The items of a collection are on the heap already.

use graph_entity::graph_complex;

#[graph_complex]
struct Category {
    children: Vec<Box<Category>>,
}

fn main() {}
