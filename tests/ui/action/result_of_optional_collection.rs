//! A collection can be empty, but never null.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = Option<Vec<String>>)]
struct Wipe;

fn main() {}
