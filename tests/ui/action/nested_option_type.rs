//! What is left out and what is null are told apart by a type that says so.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    keep_user_data: Option<Option<bool>>,
}

fn main() {}
