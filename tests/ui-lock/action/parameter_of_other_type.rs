//! A parameter has the type of the metadata.
//!
//! Errors: 2

use graph_entity::{Nullable, graph_action};

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", version = "beta")]
struct Wipe {
    keep_user_data: Option<Nullable<String>>,
    mac_os_unlock_code: Option<Text>,
}

type Text = bool;

fn main() {}
