//! A parameter is always the caller's: the rules of properties say nothing about it.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    #[graph(not_null)]
    keep_user_data: Option<bool>,
}

fn main() {}
