//! A related entity must have the type that the property declares.

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
    let _ = Device::new_body().category(Device::new_body());
}
