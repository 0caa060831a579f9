//! A list request does nothing until it is sent.

#![deny(unused_must_use)]

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
    Device::within().list();
}
