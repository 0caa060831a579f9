//! A given name of a type is compared as it is written.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    version = "beta",
    odata_type = "microsoft.graph.device"
)]
struct Device {
    id: String,
}

fn main() {}
