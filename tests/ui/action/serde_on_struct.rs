//! The runtime writes parameters itself, so serde's attributes would have no effect.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
#[serde(rename_all = "camelCase")]
struct Wipe;

fn main() {}
