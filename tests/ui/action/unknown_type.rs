//! A parameter is of a type that has a wire form.

use graph_entity::graph_action;

struct Code(String);

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    code: Option<Code>,
}

fn main() {}
