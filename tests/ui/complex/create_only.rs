//! A complex value is written whole, on create and on update alike.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[graph(create_only)]
    value: Option<String>,
}

fn main() {}
