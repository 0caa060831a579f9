use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
enum Device {
    A,
}

fn main() {}
