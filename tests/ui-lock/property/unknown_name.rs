//! A wire name is compared as it is written.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    #[graph(name = "scriptoutput")]
    output: Option<String>,
    #[graph(name = "@odata.etag")]
    etag: Option<String>,
}

fn main() {}
