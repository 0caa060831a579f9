//! If the name of a type does not tell which one it is, the compiler does.
//!
//! Errors: 3

use graph_entity::{graph_entity, graph_enum};

type Text = String;
type Names = Vec<String>;

#[graph_enum(odata_type = "microsoft.graph.dayOfWeek")]
enum State {
    Monday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(odata_type = "microsoft.graph.runState")]
enum Progress {
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}
#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    detection_state: Option<State>,
    script_output: Option<Text>,
}

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    tags: Names,
    device_name: Names,
    #[graph(read_only)]
    serial_number: Option<Progress>,
}

fn main() {}
