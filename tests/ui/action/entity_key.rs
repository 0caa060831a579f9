//! An action has neither an OData type nor operations.
//!
//! Errors: 2

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", odata_type = never, operations(get))]
struct Wipe;

fn main() {}
