//! The unrecognized variant keeps the object as JSON, not as a string.

use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    A(A),
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
