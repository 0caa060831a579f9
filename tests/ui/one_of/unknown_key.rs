//! A key without an effect must not be accepted.

use serde_json::Value;
use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of(base = "microsoft.graph.rule")]
enum Rule {
    A(A),
    #[graph(unrecognized)]
    Other(Value),
}

fn main() {}
