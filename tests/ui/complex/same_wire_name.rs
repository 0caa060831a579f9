//! A JSON object holds a name once.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    value: Option<String>,
    #[graph(name = "value")]
    text: Option<String>,
}

fn main() {}
