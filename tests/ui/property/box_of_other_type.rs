//! What is in a `Box` is a property type too, and the compiler says so once.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    health: Option<Box<Health>>,
}

struct Health;

fn main() {
    let _ = Device::update("x", Device::patch());
}
