//! An address that pages have for several types leads to one of them.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/shared/{id}", version = "beta")]
struct DeviceConfiguration {
    id: String,
}

#[graph_entity(path = "/deviceManagement/shared/{id}", version = "beta")]
struct DeviceComplianceScriptDeviceState {
    id: String,
}

fn main() {}
