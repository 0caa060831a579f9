//! An entity, and a function that uses it.

use graph_entity::{Client, Error, graph_entity};

#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceCategory {
    pub id: String,
    pub display_name: Option<String>,
    pub description: Option<String>,
}

/// Sets the name of a category, clears its description, and returns the changed category.
pub async fn rename(client: &Client, id: &str, name: &str) -> Result<DeviceCategory, Error> {
    let patch = DeviceCategory::patch().display_name(name).clear_description();
    DeviceCategory::update(id, patch).send(client).await?;
    Ok(DeviceCategory::at(id).get().send(client).await?.into_value())
}
