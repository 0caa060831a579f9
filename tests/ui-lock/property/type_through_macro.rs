//! A type that comes through a `macro_rules!` is reported at its name.
//!
//! Errors: 2

use graph_entity::graph_entity;

macro_rules! state {
    ($($name:ident: $ty:ty),*) => {
        #[graph_entity(path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}", version = "beta")]
        struct DeviceComplianceScriptDeviceState {
            id: String,
            $($name: Option<$ty>),*
        }
    };
}

state!(script_output: bool, expected_state_update_date_time: String);

fn main() {}
