//! On the wire, bytes are not a collection of numbers.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = Vec<u8>)]
struct Wipe;

fn main() {}
