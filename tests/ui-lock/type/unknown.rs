//! A type that Graph does not have is a misspelt one.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevices {
    id: String,
}

fn main() {}
