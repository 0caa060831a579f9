//! The keys of an item belong in its attribute.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
#[graph(version = "beta")]
struct Wipe;

fn main() {}
