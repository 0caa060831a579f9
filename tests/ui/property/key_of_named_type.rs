//! The same for a key whose type only the compiler knows, and for one that is the key by its name.
//!
//! Errors: 4

use graph_entity::{graph_complex, graph_entity, graph_one_of};

#[graph_complex]
struct Place {
    name: Option<String>,
}

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    #[graph(key)]
    place: Place,
}

#[graph_one_of]
enum Anywhere {
    Place(Place),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(path = "/users/{userId}")]
struct User {
    #[graph(key)]
    anywhere: Option<Anywhere>,
}

type Names = Vec<String>;

#[graph_entity(path = "/groups/{groupId}")]
struct Group {
    #[graph(key)]
    names: Names,
}

#[graph_entity(path = "/apps/{appId}")]
struct App {
    id: f64,
}

fn main() {}
