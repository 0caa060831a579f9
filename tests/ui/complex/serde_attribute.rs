//! The runtime reads and writes members itself.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[serde(rename = "v")]
    value: Option<String>,
}

fn main() {}
