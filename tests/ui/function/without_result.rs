//! A function changes nothing, so it is called for what it gives.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare")]
struct Compare;

fn main() {}
