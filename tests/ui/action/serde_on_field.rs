//! The runtime writes parameters itself, so serde's attributes on a field would have no effect.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
struct Wipe {
    #[serde(rename = "keep")]
    keep_user_data: Option<bool>,
}

fn main() {}
