//! A query belongs to a request, not to a path.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}?$top=1")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
