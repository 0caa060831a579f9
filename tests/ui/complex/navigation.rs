//! A complex value has no identity, so it cannot have relationships.
//!
//! Check: `complex_has_no_navigation`

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[graph(navigation)]
    owner: Vec<Content>,
}

fn main() {}
