//! A function changes nothing, so it is called for what it gives.
//!
//! Check: `function_has_result`

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare")]
struct Compare;

fn main() {}
