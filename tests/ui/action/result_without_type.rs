//! A key without its value says nothing.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result)]
struct Wipe;

fn main() {}
