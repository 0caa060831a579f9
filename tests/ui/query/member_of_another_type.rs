//! A member of a complex type can only be reached through a property of that type.

use graph_entity::{graph_complex, graph_entity};

#[graph_complex]
struct Place {
    city: Option<String>,
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
    let _ = Device::NAME.then(Place::CITY).eq("a");
}
