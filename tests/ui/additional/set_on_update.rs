//! Unknown properties are read and never sent, so there is no setter.

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
