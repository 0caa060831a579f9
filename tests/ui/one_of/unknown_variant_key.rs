//! The derived type itself says its name.

use serde_json::Value;
use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    #[graph(name = "a")]
    A(A),
    #[graph(unrecognized)]
    Other(Value),
}

fn main() {}
