//! Unknown properties are kept in an `Additional`, with their names and order.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(additional)]
    extra: Option<String>,
}

fn main() {}
