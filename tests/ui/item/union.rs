use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
union Device {
    a: u8,
}

fn main() {}
