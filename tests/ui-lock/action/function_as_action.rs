//! A function is called by GET.

use graph_entity::graph_action;

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/getFileVaultKey", version = "beta")]
struct GetFileVaultKey;

fn main() {}
