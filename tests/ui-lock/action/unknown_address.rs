//! An action that Graph does not have is a misspelt one.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wype", version = "beta")]
struct Wipe;

fn main() {}
