//! Two keys of a field are separated by a comma, as those of an item are.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(not_null sensitive)]
    name: Option<String>,
}

fn main() {}
