//! A function needs an address.
//!
//! Check: `callable_has_path`

use graph_entity::graph_function;

#[graph_function(result = bool)]
struct Compare;

fn main() {}
