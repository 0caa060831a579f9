//! Only one variant can keep the unknown types.

use serde_json::Value;
use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    A(A),
    #[graph(unrecognized)]
    Other(Value),
    #[graph(unrecognized)]
    More(Value),
}

fn main() {}
