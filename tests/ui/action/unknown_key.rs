//! A misspelt key must not be ignored.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", results = bool)]
struct Wipe;

fn main() {}
