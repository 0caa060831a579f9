//! A delta does nothing until its changes are read.

#![deny(unused_must_use)]

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}", operations(get, delta))]
struct User {
    id: String,
    name: Option<String>,
}

fn main() {
    User::within().delta();
}
