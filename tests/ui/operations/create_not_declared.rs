//! Only the declared operations can be called.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::within().create(Device::new_body().name("a"));
}
