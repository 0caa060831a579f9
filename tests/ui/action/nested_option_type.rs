//! A parameter that can be both left out and null has a type of its own for this.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    keep_user_data: Option<Option<bool>>,
}

fn main() {}
