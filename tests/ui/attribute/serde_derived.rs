//! The attributes implement serde's traits themselves, and are the only ones to know the rules.
//!
//! Errors: 2

use graph_entity::{graph_entity, graph_enum};

#[graph_entity(path = "/devices/{deviceId}")]
#[derive(Debug, serde::Serialize, Clone, serde::Deserialize)]
struct Device {
    id: String,
    state: Option<State>,
}

#[graph_enum]
#[derive(Debug, Clone, Serialize)]
enum State {
    Ready,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {
    let _ = Device::update("1", Device::patch());
}
