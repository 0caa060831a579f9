//! Graph adds derived types later, and reading a reply must neither fail nor lose one.
//!
//! Check: `unrecognized_is_kept`

use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct A {
    a: Option<String>,
}

#[graph_one_of]
enum Rule {
    A(A),
}

fn main() {}
