//! The parameters of a function are part of its address, which cannot hold a create body.

use graph_entity::{Create, graph_entity, graph_function};

#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
struct DeviceCategory {
    id: String,
    display_name: Option<String>,
}

#[graph_function(path = "/deviceManagement/compare", result = bool)]
struct Compare {
    with: Vec<DeviceCategoryPatch<Create>>,
}

fn main() {}
