//! Device configurations, written by `cargo graph-entity new`. They have only the properties that can be set: a backup has
//! no use for what the service sets.

use graph_entity::{Binary, TimeOfDay, graph_entity, graph_enum, graph_one_of};
use serde_json::Value;

/// What all configurations have.
#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}", operations(list))]
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceConfiguration {
    /// The key.
    pub id: String,
    /// The name of the value's own type.
    #[graph(derived)]
    pub odata_type: Option<String>,
}

/// A configuration file for iOS.
#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct IosCustomConfiguration {
    /// The key.
    pub id: String,
    /// Admin provided description of the Device Configuration.
    pub description: Option<String>,
    /// Admin provided name of the device configuration.
    #[graph(not_null)]
    pub display_name: Option<String>,
    /// Payload. (UTF8 encoded byte array)
    #[graph(not_null)]
    pub payload: Option<Binary>,
    /// Payload file name (*.mobileconfig | *.xml).
    pub payload_file_name: Option<String>,
    /// Name that is displayed to the user.
    #[graph(not_null)]
    pub payload_name: Option<String>,
}

/// The hours of the week in which iOS must not be updated.
#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct IosUpdateConfiguration {
    /// The key.
    pub id: String,
    /// Admin provided description of the Device Configuration.
    pub description: Option<String>,
    /// Admin provided name of the device configuration.
    #[graph(not_null)]
    pub display_name: Option<String>,
    /// When the hours end.
    #[graph(not_null)]
    pub active_hours_end: Option<TimeOfDay>,
    /// When they start.
    #[graph(not_null)]
    pub active_hours_start: Option<TimeOfDay>,
    /// The days that have them.
    pub scheduled_install_days: Vec<DayOfWeek>,
    /// UTC Time Offset indicated in minutes.
    pub utc_time_offset_in_minutes: Option<i32>,
}

/// A day of the week.
#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum DayOfWeek {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    /// A member that is not listed here, as it came.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A configuration of a type that this program can restore, or of any other.
#[graph_one_of(odata_type = "microsoft.graph.deviceConfiguration")]
#[derive(Debug, Clone, PartialEq)]
pub enum Policy {
    /// A configuration file for iOS.
    IosCustom(IosCustomConfiguration),
    /// The hours of iOS updates.
    IosUpdate(IosUpdateConfiguration),
    /// A type that is not listed here, as it came.
    #[graph(unrecognized)]
    Unrecognized(Value),
}

/// A type that the program cannot restore. The emulator has to know it.
#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
pub struct Windows10CustomConfiguration {
    /// The key.
    pub id: String,
    /// Admin provided description of the Device Configuration.
    pub description: Option<String>,
    /// Admin provided name of the device configuration.
    pub display_name: Option<String>,
}
