//! A navigation property leads to entities. A text or a number is a value.
//!
//! Check: `navigation_leads_to_entity`

use graph_entity::graph_entity;

fn main() {}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    #[graph(navigation)]
    owner: Option<String>,
}
