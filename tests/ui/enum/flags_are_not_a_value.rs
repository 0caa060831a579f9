//! A property of flags has a set as its type.

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
