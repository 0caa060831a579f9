//! A field that differs from the rules says why, for whoever reads it later.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    #[graph(differs)]
    name: Option<String>,
    #[graph(differs = " ")]
    model: Option<String>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
