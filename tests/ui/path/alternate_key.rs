//! A key in parentheses has a value that a request gives.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/applications(appId={appId}')", path(fixed = "/applications(appId='x')"))]
struct Application {
    id: String,
}

fn main() {}
