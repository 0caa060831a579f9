//! An entity type has an address and a key.

use graph_entity::graph_complex;

#[graph_complex]
struct ManagedDevice {
    device_name: Option<String>,
}

fn main() {}
