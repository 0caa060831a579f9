//! `"a,b"` is not a value of an enumeration whose members are not flags.

use graph_entity::{Flags, graph_entity, graph_enum};

#[graph_enum]
enum State {
    On,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    states: Option<Flags<State>>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
