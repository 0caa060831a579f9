//! Bytes are no list of numbers on the wire.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = Vec<u8>)]
struct Wipe;

fn main() {}
