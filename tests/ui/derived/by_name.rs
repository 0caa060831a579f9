//! There is one way to keep the name of a value's type, and it reads derived types too.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(name = "@odata.type")]
    odata_type: Option<String>,
}

fn main() {}
