//! A create can only be bound to entities of the relationship's type.

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
    let _ = Device::new_body().bind_category(Group::at("2"));
}
