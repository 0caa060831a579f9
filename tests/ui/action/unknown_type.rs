//! A parameter must have a type that OData can represent.

use graph_entity::graph_action;

struct Code(String);

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    code: Option<Code>,
}

fn main() {}
