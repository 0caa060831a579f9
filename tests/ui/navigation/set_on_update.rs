//! Graph refuses a related entity in a PATCH.

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
    let _ = Device::patch().category(Category::new_body());
}
