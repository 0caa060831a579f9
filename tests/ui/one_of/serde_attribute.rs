//! The annotation of a value determines its type, so serde's tags would have no effect.

use graph_entity::{graph_complex, graph_one_of};

#[graph_complex]
struct FileRule {
    path: Option<String>,
}

#[graph_one_of]
#[serde(tag = "kind")]
enum Rule {
    File(FileRule),
    #[graph(unrecognized)]
    Other(serde_json::Value),
}

fn main() {}
