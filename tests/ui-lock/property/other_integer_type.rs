//! A wider integer type may send numbers that Graph refuses, a narrower one cannot read them.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    physical_memory_in_bytes: Option<i32>,
}

fn main() {}
