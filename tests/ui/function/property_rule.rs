//! The rules of properties do not apply to a parameter, which is always set by the caller.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare", result = bool)]
struct Compare {
    #[graph(read_only)]
    template_id: String,
}

fn main() {}
