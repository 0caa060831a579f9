//! What the declaration lacks is read and never sent, so it has no setter.

use graph_entity::{Additional, graph_entity};

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(additional)]
    extra: Additional,
}

fn main() {
    let _ = Device::patch().extra("x");
}
