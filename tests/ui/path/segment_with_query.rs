//! The query options are set on the request, where they are typed.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices?$top=1")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
