//! A value that holds another of its own type must end somewhere.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Category {
    id: String,
    parent: Box<Category>,
}

fn main() {
    let _ = Category::update("x", Category::patch());
}
