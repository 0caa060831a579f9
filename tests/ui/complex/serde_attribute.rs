//! The runtime reads and writes properties itself, so serde's attributes would have no effect.

use graph_entity::graph_complex;

#[graph_complex]
struct Content {
    #[serde(rename = "v")]
    value: Option<String>,
}

fn main() {}
