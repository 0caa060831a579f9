//! The rules of properties do not apply to a parameter, which is always set by the caller.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    #[graph(not_null)]
    keep_user_data: Option<bool>,
}

fn main() {}
