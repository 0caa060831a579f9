//! An update is sent to the address of its entity. An action takes bodies of entities that it creates.

use graph_entity::{graph_action, graph_entity};

#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
struct DeviceCategory {
    id: String,
    display_name: Option<String>,
}

#[graph_action(path = "/deviceManagement/updateCategories")]
struct UpdateCategories {
    changed: Vec<DeviceCategoryPatch>,
}

fn main() {}
