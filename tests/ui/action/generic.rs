//! An action is one concrete item, without generic parameters.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe<T> {
    keep: T,
}

fn main() {}
