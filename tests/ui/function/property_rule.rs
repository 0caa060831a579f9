//! A parameter is always the caller's: the rules of properties say nothing about it.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{templateId}/compare", result = bool)]
struct Compare {
    #[graph(read_only)]
    template_id: String,
}

fn main() {}
