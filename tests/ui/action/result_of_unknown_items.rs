//! The items of a collection are of a type that has a wire form.

use graph_entity::graph_action;

struct Code(String);

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = Vec<Code>)]
struct Wipe;

fn main() {}
