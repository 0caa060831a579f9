//! An entity within another one is never part of a PATCH; unmarked, it would be sent inline.
//!
//! Errors: 2

use graph_entity::{graph_complex, graph_entity};

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    category: Option<Category>,
}

#[graph_entity(path = "/categories/{categoryId}")]
struct Category {
    id: String,
}

#[graph_complex]
struct Holder {
    device: Option<Device>,
}

fn main() {
    let _ = Device::update("x", Device::patch().category(Category { id: "1".into() }));
}
