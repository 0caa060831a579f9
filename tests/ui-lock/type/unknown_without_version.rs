//! A complex type has no version: it must be in one of them.

use graph_entity::graph_complex;

#[graph_complex]
struct AlternativeSecurityIds {
    key: Option<String>,
}

fn main() {}
