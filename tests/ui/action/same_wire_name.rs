//! A JSON object cannot have two members of the same name.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    keep_user_data: Option<bool>,
    #[graph(name = "keepUserData")]
    keep: Option<bool>,
}

fn main() {}
