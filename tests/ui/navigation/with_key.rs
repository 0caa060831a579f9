//! A key is a value that an address can name.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    #[graph(key, navigation)]
    owner: Option<User>,
}

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
}

fn main() {}
