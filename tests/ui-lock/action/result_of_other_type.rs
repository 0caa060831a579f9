//! A result of another type cannot be read.
//!
//! Errors: 5

use graph_entity::{graph_action, graph_function};

#[graph_action(path = "/deviceManagement/reports/getReport", version = "beta", result = String)]
struct GetReport {
    filter: Option<String>,
}

#[graph_function(path = "/deviceManagement/managedDevices/{id}/getFileVaultKey", version = "beta", result = stream)]
struct GetFileVaultKey;

#[graph_function(path = "/deviceManagement/templates/{id}/compare", version = "beta", result = String)]
struct Compare {
    template_id: String,
}

#[graph_function(path = "/deviceManagement/managedDevices/{id}/getFileVaultKey", version = "beta", result = Vec<String>)]
struct GetFileVaultKeys;

#[graph_function(path = "/deviceManagement/templates/{id}/compare", version = "beta", result = Vec<String>)]
struct CompareNames {
    template_id: String,
}

fn main() {}
