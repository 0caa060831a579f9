//! A result must have a type that OData can represent.

use graph_entity::graph_action;

struct Code(String);

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", result = Code)]
struct Wipe;

fn main() {}
