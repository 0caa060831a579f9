//! A parameter has a name, so its field must have one.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe(bool);

fn main() {}
