//! A derived `Debug` would print the sensitive value.

use graph_entity::graph_complex;

#[graph_complex]
#[derive(Debug)]
struct Content {
    #[graph(sensitive)]
    key: Option<String>,
}

fn main() {}
