//! A delta whose changes nobody asks for does nothing.

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
