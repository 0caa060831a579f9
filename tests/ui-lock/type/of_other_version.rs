//! A type may be in one version of Graph only.

use graph_entity::graph_entity;

#[graph_entity(path = "/applications/{applicationId}", version = "beta")]
struct Application {
    id: String,
}

fn main() {}
