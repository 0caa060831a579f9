//! A further address must end with the name of the action too.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(
    path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}"),
)]
struct Wipe;

fn main() {}
