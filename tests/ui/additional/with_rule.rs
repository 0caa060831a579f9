//! The field is not a property, so the rules of properties do not apply.

use graph_entity::{Additional, graph_entity};

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(additional, read_only)]
    extra: Additional,
}

fn main() {}
