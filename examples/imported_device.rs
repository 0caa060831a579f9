//! A device that is imported into Autopilot, written by `cargo graph-entity new`, without what the import does not need.

use graph_entity::{Binary, graph_complex, graph_entity, graph_enum};

/// A device that is being imported.
#[graph_entity(
    path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities/{importedWindowsAutopilotDeviceIdentityId}",
    operations(get, create)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedWindowsAutopilotDeviceIdentity {
    /// The key of the import, which is not that of the device.
    pub id: String,
    /// UPN of the user the device will be assigned.
    pub assigned_user_principal_name: Option<String>,
    /// Group Tag of the Windows autopilot device.
    pub group_tag: Option<String>,
    /// Hardware Blob of the Windows autopilot device.
    pub hardware_identifier: Option<Binary>,
    /// Serial number of the Windows autopilot device.
    pub serial_number: Option<String>,
    /// Current state of the imported device.
    #[graph(read_only)]
    pub state: Option<ImportedWindowsAutopilotDeviceIdentityState>,
}

/// How far the import of a device is.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_field_names, reason = "the names are Graph's")]
pub struct ImportedWindowsAutopilotDeviceIdentityState {
    /// Device error code reported by Device Directory Service (DDS).
    #[graph(not_null)]
    pub device_error_code: Option<i32>,
    /// Device error name reported by Device Directory Service (DDS).
    pub device_error_name: Option<String>,
    /// Device status reported by Device Directory Service (DDS).
    #[graph(not_null)]
    pub device_import_status: Option<ImportedWindowsAutopilotDeviceIdentityImportStatus>,
    /// Device Registration ID for successfully added device reported by Device Directory Service (DDS).
    pub device_registration_id: Option<String>,
}

/// The status of an import.
#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum ImportedWindowsAutopilotDeviceIdentityImportStatus {
    /// Unknown status.
    Unknown,
    /// Pending status.
    Pending,
    /// Partial status.
    Partial,
    /// Complete status.
    Complete,
    /// Error status.
    Error,
    /// A member that is not listed here, as it came.
    #[graph(unrecognized)]
    Unrecognized(String),
}
