//! A default must not replace what a reply leaves out. The compiler rejects it too, as unstable.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    count: i32 = 4,
}

fn main() {}
