//! The comma between two types separates no keys.

use std::collections::HashMap;

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = HashMap<String, bool>)]
struct Wipe;

fn main() {}
