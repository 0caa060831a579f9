use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[serde(rename = "n")]
    name: Option<String>,
}

fn main() {}
