//! The same for a value that is not text. A bound with a message of its own would keep `.into()` from inferring.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let count = Some(1);
    let _ = Device::patch().count(count);
}
