//! An item has one place for its keys.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
#[graph(version = "beta")]
struct Wipe;

fn main() {}
