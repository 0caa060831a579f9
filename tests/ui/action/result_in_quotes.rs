//! A result is a type, and types have no quotes.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = "bool")]
struct Wipe;

fn main() {}
