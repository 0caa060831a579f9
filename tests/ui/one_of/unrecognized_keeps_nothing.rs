//! The unrecognized variant must keep the whole object.

use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    A(A),
    #[graph(unrecognized)]
    Other,
}

fn main() {}
