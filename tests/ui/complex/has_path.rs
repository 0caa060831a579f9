//! A complex value has no address.

use graph_entity::graph_complex;

#[graph_complex(path = "/contents")]
struct Content {
    value: Option<String>,
}

fn main() {}
