//! A member can only be compared with values of its own enumeration.

use graph_entity::{graph_entity, graph_enum};

#[graph_enum]
enum State {
    Good,
    #[graph(unrecognized)]
    Other(String),
}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
    is_encrypted: Option<bool>,
    tags: Vec<String>,
}

fn main() {
    let _ = Device::NAME.eq(State::Good);
}
