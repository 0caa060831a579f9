//! The last segment of the address must be the name of the function.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}", result = bool)]
struct Compare;

fn main() {}
