//! A further address is one of the same action.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(
    path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}"),
)]
struct Wipe;

fn main() {}
