//! The last segment of the address must be the name of the action.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
struct Wipe;

fn main() {}
