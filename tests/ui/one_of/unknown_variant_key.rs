//! The name is a key of the derived type itself, not of the variant.

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
