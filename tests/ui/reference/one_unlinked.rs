//! A relationship to one entity is cleared, which takes no key.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    #[graph(navigation)]
    category: Option<Category>,
    #[graph(navigation)]
    groups: Vec<Group>,
}

#[graph_entity(path = "/categories/{categoryId}")]
struct Category {
    id: String,
}

#[graph_entity(path = "/groups/{groupId}")]
struct Group {
    id: String,
}

fn main() {
    let _ = Device::at("1").unlink(Device::CATEGORY, "2");
}
