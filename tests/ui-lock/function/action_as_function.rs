//! An action is called by POST.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", version = "beta", result = bool)]
struct Wipe;

fn main() {}
