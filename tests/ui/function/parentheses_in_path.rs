//! The request writes the parentheses, as it does the parameters.

use graph_entity::graph_function;

#[graph_function(path = "/deviceManagement/auditEvents/getAuditCategories()", result = Vec<String>)]
struct GetAuditCategories;

fn main() {}
