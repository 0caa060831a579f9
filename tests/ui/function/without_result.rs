//! A function has no effects, so it must have a result.
//!
//! Check: `function_has_result`

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare")]
struct Compare;

fn main() {}
