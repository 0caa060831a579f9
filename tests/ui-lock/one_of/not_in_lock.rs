//! The type of a variant may have another name in Rust, so the compiler compares its type in Graph.
//!
//! Errors: 2

use graph_entity::{graph_entity, graph_one_of};

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{configurationId}/microsoft.graph.iosUpdateConfiguration",
    odata_type = "microsoft.graph.iosUpdateConfiguration",
    version = "beta",
    differs = "the address is shortened"
)]
struct IosUpdates {
    id: String,
}

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{configurationId}",
    odata_type = "microsoft.graph.iosUpdatesConfiguration",
    version = "beta",
    differs = "a type that is announced"
)]
struct IosUpdatesConfiguration {
    id: String,
}

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    odata_type = "microsoft.graph.managedDevice",
    version = "beta"
)]
struct Device {
    id: String,
}

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{configurationId}",
    odata_type = "microsoft.graph.androidUpdatesConfiguration",
    version = "beta",
    differs = "a type that is announced"
)]
struct AndroidUpdates {
    id: String,
}

#[graph_one_of]
enum DeviceConfiguration {
    Updates(IosUpdates),
    Announced(IosUpdatesConfiguration),
    Device(Device),
    #[graph(differs = "a type that is announced")]
    AnnouncedToo(AndroidUpdates),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

fn main() {}
