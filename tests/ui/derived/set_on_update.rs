//! An entity keeps the type that it was created with.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(derived)]
    odata_type: Option<String>,
}

fn main() {
    let _ = User::patch().odata_type("#microsoft.graph.agentUser");
}
