//! A key stands in an address: it is one value, of a type that has a text form there.
//!
//! Check: `key_has_type_of_keys`
//!
//! Errors: 2

use graph_entity::graph_entity;

fn main() {}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    #[graph(key)]
    names: Vec<String>,
    #[graph(key)]
    height: f64,
}
