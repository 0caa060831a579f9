//! OData has no unsigned integer of this size, in a result either.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = usize)]
struct Wipe;

fn main() {
    let _ = Wipe.call("5d8a");
}
