//! Only one field can keep the unknown properties.

use graph_entity::{Additional, graph_entity};

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(additional)]
    extra: Additional,
    #[graph(additional)]
    more: Additional,
}

fn main() {}
