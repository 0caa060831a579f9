//! A type that holds a value of itself would be of no size. The compiler says so too, and nothing else repeats it.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Category {
    id: String,
    #[graph(navigation)]
    parent: Option<Category>,
}

fn main() {
    let _ = Category::update("x", Category::patch());
}
