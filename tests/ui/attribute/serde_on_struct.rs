use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[serde(rename_all = "camelCase")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
