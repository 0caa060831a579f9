//! A number cannot be compared with a string: Graph would refuse the filter.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
    is_encrypted: Option<bool>,
    tags: Vec<String>,
}

fn main() {
    let _ = Device::NAME.eq(5);
}
