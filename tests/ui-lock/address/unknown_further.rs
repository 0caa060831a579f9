//! A further address is compared, too.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}"),
    version = "beta"
)]
struct ManagedDevice {
    id: String,
}

fn main() {}
