//! No type derives from an enumeration type.

use graph_entity::{graph_entity, graph_one_of};

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
}

#[graph_one_of]
enum RunState {
    Other(ManagedDevice),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

fn main() {}
