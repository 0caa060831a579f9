//! A complex value is written as a whole, on create and on update.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[graph(create_only)]
    value: Option<String>,
}

fn main() {}
