//! The service sets some properties of a complex value itself.

use graph_entity::graph_complex;

#[graph_complex]
struct AlternativeSecurityId {
    #[graph(name = "type")]
    kind: Option<i32>,
}

fn main() {}
