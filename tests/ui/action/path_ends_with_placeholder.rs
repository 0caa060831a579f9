//! What is called is the last segment of the address: the name of the action.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
struct Wipe;

fn main() {}
