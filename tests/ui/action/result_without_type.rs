//! The key requires a value.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result)]
struct Wipe;

fn main() {}
