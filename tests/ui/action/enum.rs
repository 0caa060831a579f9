//! Parameters go together; variants exclude each other.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
enum Wipe {
    Keep,
}

fn main() {}
