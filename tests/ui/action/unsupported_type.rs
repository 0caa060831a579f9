//! OData has no unsigned integer of this size.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    attempts: Option<u32>,
}

fn main() {}
