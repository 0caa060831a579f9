use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
fn device() {}

fn main() {}
