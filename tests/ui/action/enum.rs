//! An action has all of its parameters at once; the variants of an enum exclude each other.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
enum Wipe {
    Keep,
}

fn main() {}
