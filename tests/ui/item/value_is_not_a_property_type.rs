//! A type of the program's own is a property type once an attribute makes it one.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<Local>,
}

struct Local;

fn main() {}
