//! A JSON object has names, and so have the fields.

use graph_entity::graph_complex;

#[graph_complex]
struct Content(String);

fn main() {}
