//! A result is a type, not a string.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = "bool")]
struct Wipe;

fn main() {}
