//! A placeholder becomes a parameter, so it needs a name.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
