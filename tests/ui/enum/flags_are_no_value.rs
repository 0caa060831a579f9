//! A property of flags is a set of them.

use graph_entity::{graph_entity, graph_enum};

#[graph_enum(flags)]
enum Day {
    Monday,
    #[graph(unrecognized)]
    Other(String),
}

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    days: Option<Day>,
}

fn main() {}
