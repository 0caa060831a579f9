//! The comma between the type arguments of a result does not separate keys.

use std::collections::HashMap;

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = HashMap<String, bool>)]
struct Wipe;

fn main() {}
