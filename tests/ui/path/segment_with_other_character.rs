//! A segment holds what a URL takes without an escape.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices;v=1")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
