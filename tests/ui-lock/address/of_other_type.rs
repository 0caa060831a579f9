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

// Pages have it for two types.
#[graph_entity(path = "/deviceManagement/shared/{id}", version = "beta")]
struct DeviceComplianceScriptDeviceState {
    id: String,
}

fn main() {}
