//! An update links by `$ref`, not by a bind.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(navigation)]
    category: Option<Category>,
}

#[graph_entity(path = "/c/{cId}")]
struct Category {
    id: String,
}

fn main() {
    let _ = Device::patch().bind_category("https://graph.microsoft.com/v1.0/c/1");
}
