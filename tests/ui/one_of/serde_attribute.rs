//! A value's own annotation says which type it is, so serde's tags would do nothing.

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
