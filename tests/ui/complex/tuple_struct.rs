//! A property has a name, so its field must have one.

use graph_entity::graph_complex;

#[graph_complex]
struct Content(String);

fn main() {}
