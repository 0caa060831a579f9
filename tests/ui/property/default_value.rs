//! What a reply leaves out is nobody's to fill in. The compiler has a fault of its own: such a default is not stable yet.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    count: i32 = 4,
}

fn main() {}
