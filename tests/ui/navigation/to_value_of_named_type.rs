//! The same for a value whose type only the compiler knows.
//!
//! Errors: 5

use graph_entity::{Date, Duration, graph_complex, graph_entity, graph_enum, graph_one_of};

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    #[graph(navigation)]
    state: Option<State>,
}

#[graph_enum]
enum State {
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
struct Place {
    name: Option<String>,
}

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(navigation)]
    places: Vec<Option<Place>>,
}

#[graph_one_of]
enum Anywhere {
    Place(Place),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(path = "/groups/{groupId}")]
struct Group {
    id: String,
    #[graph(navigation)]
    anywhere: Option<Anywhere>,
}

#[graph_entity(path = "/apps/{appId}")]
struct App {
    id: String,
    #[graph(navigation)]
    built: Option<Date>,
}

#[graph_entity(path = "/jobs/{jobId}")]
struct Job {
    id: String,
    #[graph(navigation, differs = "what is no entity has no address, whatever the metadata has")]
    length: Option<Duration>,
}

fn main() {}
