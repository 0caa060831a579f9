//! A stray `None` must not erase data: a separate method clears the property.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    count: Option<i32>,
}

fn main() {
    let _ = Device::patch().count(None);
}
