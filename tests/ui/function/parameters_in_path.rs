//! Parameters belong in fields, whose types determine how they are quoted.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/templates/{id}/compare(templateId='{templateId}')", result = bool)]
struct Compare {
    template_id: String,
}

fn main() {
    let _ = Compare { template_id: "7f3c".into() }.call("5d8a");
}
