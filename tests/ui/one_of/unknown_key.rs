//! A key that does nothing must not seem to do something.

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
