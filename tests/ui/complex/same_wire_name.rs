//! A JSON object cannot have two members of the same name.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    value: Option<String>,
    #[graph(name = "value")]
    text: Option<String>,
}

fn main() {}
