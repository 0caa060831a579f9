//! A parameter that the action does not have is refused or ignored.
//!
//! Errors: 2

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{id}/microsoft.graph.wipe", version = "beta")]
struct Wipe {
    keep_userdata: Option<bool>,
    mac_os_unlock_code: Option<String>,
    use_protected_wipe: Option<bool>,
}

fn main() {}
