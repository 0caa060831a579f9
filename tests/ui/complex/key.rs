//! A complex value has no identity.

use graph_entity::graph_complex;

#[graph_complex]
struct Address {
    #[graph(key)]
    code: String,
}

fn main() {}
