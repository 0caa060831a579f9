//! A fragment is never sent to a server.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices#top")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
