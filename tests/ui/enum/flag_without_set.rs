//! A value of an enumeration of flags is a set of members, which one member alone could not hold.

use graph_entity::{graph_entity, graph_enum};

#[graph_enum(flags)]
enum Day {
    Monday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    days: Option<Day>,
}

fn main() {
    let _ = Device::update("x", Device::patch().days(Day::Monday));
}
