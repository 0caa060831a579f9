//! The declared type of a choice is compared, too.

use graph_entity::{graph_entity, graph_one_of};

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
}

#[graph_one_of]
enum DeviceConfigurations {
    Other(ManagedDevice),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

fn main() {}
