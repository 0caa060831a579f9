//! The field is no property, so no rule of one applies.

use graph_entity::{Additional, graph_entity};

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(additional, read_only)]
    extra: Additional,
}

fn main() {}
