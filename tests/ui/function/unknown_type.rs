//! A parameter is of a type that has a wire form.

use graph_entity::graph_function;

struct Code(String);

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare", result = bool)]
struct Compare {
    with: Code,
}

fn main() {}
