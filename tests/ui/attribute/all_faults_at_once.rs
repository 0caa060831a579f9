//! One compilation reports all errors, each at its token, and the struct can still be used.
//!
//! Errors: 3

use graph_entity::graph_entity;

#[graph_entity(path = "devices/{deviceId}", verison = "beta")]
struct Device {
    id: String,
    name: Option<String>,
    #[graph(name = "name")]
    title: Option<String>,
}

fn main() {
    let _ = Device::update("x", Device::patch().name("n").title("t"));
}
