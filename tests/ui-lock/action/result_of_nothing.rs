//! An action that returns nothing has no result to read.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", version = "beta", result = String)]
struct Wipe {
    keep_user_data: Option<bool>,
}

fn main() {}
