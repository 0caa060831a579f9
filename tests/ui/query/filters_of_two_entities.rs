//! A filter cannot combine properties of two entities.

use graph_entity::graph_entity;

#[graph_entity(path = "/groups/{groupId}")]
struct Group {
    id: String,
    name: Option<String>,
}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
    is_encrypted: Option<bool>,
    tags: Vec<String>,
}

fn main() {
    let _ = Device::NAME.eq("a").and(Group::NAME.eq("a"));
}
