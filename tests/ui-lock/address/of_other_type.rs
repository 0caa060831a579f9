//! An address leads to entities of its own type, or to those that derive from it.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct DeviceConfiguration {
    id: String,
}

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{id}", version = "beta")]
struct IosUpdateConfiguration {
    id: String,
}

fn main() {}
