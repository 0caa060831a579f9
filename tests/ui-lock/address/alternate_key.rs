//! The name of an alternate key is part of the address.

use graph_entity::graph_entity;

#[graph_entity(path = "/applications(appid='{appId}')")]
struct Application {
    id: String,
}

fn main() {}
