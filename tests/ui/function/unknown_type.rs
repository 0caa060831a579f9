//! A parameter must have a type that OData can represent.

use graph_entity::graph_function;

struct Code(String);

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare", result = bool)]
struct Compare {
    with: Code,
}

fn main() {}
