//! A complex value has no identity that a relationship could start from.
//!
//! Check: `complex_has_no_navigation`

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[graph(navigation)]
    owner: Vec<Content>,
}

fn main() {}
