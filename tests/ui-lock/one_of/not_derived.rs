//! A choice has the types that derive from its own.

use graph_entity::{graph_entity, graph_one_of};

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
}

#[graph_one_of]
enum DeviceConfiguration {
    Other(ManagedDevice),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

fn main() {}
