//! A further address of an action is compared, too.

use graph_entity::graph_action;

#[graph_action(
    path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
    version = "beta",
    path(user = "/user/{userId}/managedDevices/{id}/wipe")
)]
struct Wipe {
    keep_user_data: Option<bool>,
}

fn main() {}
