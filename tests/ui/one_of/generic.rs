//! A choice consists of concrete types, without generic parameters.

use serde_json::Value;
use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule<const N: usize> {
    A(A),
    #[graph(unrecognized)]
    Other(Value),
}

fn main() {}
