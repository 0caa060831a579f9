//! An update cannot bind a related entity; links are changed through `$ref`.

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
