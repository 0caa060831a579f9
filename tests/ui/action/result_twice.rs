//! An action has a single result.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = bool, result = stream)]
struct Wipe;

fn main() {}
