//! A variant must hold its derived type.

use serde_json::Value;
use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    A,
    #[graph(unrecognized)]
    Other(Value),
}

fn main() {}
