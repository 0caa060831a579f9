//! A fragment stays with a browser.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices#top")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
