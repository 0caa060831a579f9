//! The parentheses are written by the request, together with the parameters.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/auditEvents/getAuditCategories()", result = Vec<String>)]
struct GetAuditCategories;

fn main() {}
