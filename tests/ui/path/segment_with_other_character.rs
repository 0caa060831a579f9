//! A segment consists of characters that need no escape in a URL.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices;v=1")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
