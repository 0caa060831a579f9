//! An entity cannot be called.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/reports", version = "beta")]
struct Reports;

fn main() {}
