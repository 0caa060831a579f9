//! An imported name does not say which crate a type is of: the trait's note does.

use std::time::Duration;

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    uptime: Option<Duration>,
}

fn main() {
    let _ = Device::update("1", Device::patch().uptime(Duration::ZERO).clear_uptime());
}
