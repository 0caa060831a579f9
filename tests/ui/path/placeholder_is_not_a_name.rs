//! A placeholder becomes a parameter, so it must be a valid name.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{1st}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
