//! A function has no effects, so it must have a result.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare", result = ())]
struct Compare;

fn main() {}
