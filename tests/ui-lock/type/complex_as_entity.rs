//! A complex type has no address.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    version = "beta",
    odata_type = "microsoft.graph.comparison"
)]
struct Comparison {
    display_name: Option<String>,
}

fn main() {}
