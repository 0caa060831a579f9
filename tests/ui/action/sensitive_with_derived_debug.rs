//! A derived `Debug` would print the sensitive value.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
#[derive(Debug)]
struct Wipe {
    #[graph(sensitive)]
    mac_os_unlock_code: Option<String>,
}

fn main() {}
