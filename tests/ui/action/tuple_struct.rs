//! Parameters have names, and so have the fields.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe(bool);

fn main() {}
