//! The complex types of a managed device.

use graph_entity::{DateTimeOffset, graph_complex, graph_one_of};

use super::enums::{
    ActionState, ConfigurationManagerActionDeliveryStatus, ConfigurationManagerClientState,
    DeviceGuardLocalSystemAuthorityCredentialGuardState,
    DeviceGuardVirtualizationBasedSecurityHardwareRequirementState,
    DeviceGuardVirtualizationBasedSecurityState,
};

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HardwareInformation {
    pub(crate) serial_number: Option<String>,
    #[graph(not_null)]
    pub(crate) total_storage_space: Option<i64>,
    #[graph(not_null)]
    pub(crate) free_storage_space: Option<i64>,
    pub(crate) imei: Option<String>,
    pub(crate) meid: Option<String>,
    pub(crate) manufacturer: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) phone_number: Option<String>,
    pub(crate) subscriber_carrier: Option<String>,
    pub(crate) cellular_technology: Option<String>,
    pub(crate) wifi_mac: Option<String>,
    pub(crate) operating_system_language: Option<String>,
    #[graph(not_null)]
    pub(crate) is_supervised: Option<bool>,
    #[graph(not_null)]
    pub(crate) is_encrypted: Option<bool>,
    pub(crate) battery_serial_number: Option<String>,
    #[graph(not_null)]
    pub(crate) battery_health_percentage: Option<i32>,
    #[graph(not_null)]
    pub(crate) battery_charge_cycles: Option<i32>,
    #[graph(not_null)]
    pub(crate) is_shared_device: Option<bool>,
    pub(crate) shared_device_cached_users: Vec<SharedAppleDeviceUser>,
    pub(crate) tpm_specification_version: Option<String>,
    pub(crate) operating_system_edition: Option<String>,
    pub(crate) device_full_qualified_domain_name: Option<String>,
    #[graph(not_null)]
    pub(crate) device_guard_virtualization_based_security_hardware_requirement_state:
        Option<DeviceGuardVirtualizationBasedSecurityHardwareRequirementState>,
    #[graph(not_null)]
    pub(crate) device_guard_virtualization_based_security_state:
        Option<DeviceGuardVirtualizationBasedSecurityState>,
    #[graph(not_null)]
    pub(crate) device_guard_local_system_authority_credential_guard_state:
        Option<DeviceGuardLocalSystemAuthorityCredentialGuardState>,
    pub(crate) os_build_number: Option<String>,
    #[graph(not_null)]
    pub(crate) operating_system_product_type: Option<i32>,
    pub(crate) ip_address_v4: Option<String>,
    pub(crate) subnet_address: Option<String>,
    pub(crate) esim_identifier: Option<String>,
    #[graph(name = "systemManagementBIOSVersion")]
    pub(crate) system_management_bios_version: Option<String>,
    pub(crate) tpm_manufacturer: Option<String>,
    pub(crate) tpm_version: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SharedAppleDeviceUser {
    pub(crate) user_principal_name: Option<String>,
    #[graph(not_null)]
    pub(crate) data_to_sync: Option<bool>,
    pub(crate) data_quota: Option<i64>,
    #[graph(not_null)]
    pub(crate) data_used: Option<i64>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceActionResult {
    Plain(PlainDeviceActionResult),
    ActivateDeviceEsim(ActivateDeviceEsimActionResult),
    ConfigurationManager(ConfigurationManagerActionResult),
    DeleteUserFromSharedAppleDevice(DeleteUserFromSharedAppleDeviceActionResult),
    LocateDevice(LocateDeviceActionResult),
    RemoteLock(RemoteLockActionResult),
    ResetPasscode(ResetPasscodeActionResult),
    RevokeAppleVppLicenses(RevokeAppleVppLicensesActionResult),
    RotateBitLockerKeysDevice(RotateBitLockerKeysDeviceActionResult),
    WindowsDefenderScan(WindowsDefenderScanActionResult),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

/// The declared type itself, or one that derives from it.
#[graph_complex(odata_type = "microsoft.graph.deviceActionResult")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlainDeviceActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActivateDeviceEsimActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) carrier_url: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigurationManagerActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) action_delivery_status: Option<ConfigurationManagerActionDeliveryStatus>,
    #[graph(not_null)]
    pub(crate) error_code: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeleteUserFromSharedAppleDeviceActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) user_principal_name: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocateDeviceActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) device_location: Option<DeviceGeoLocation>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceGeoLocation {
    #[graph(not_null)]
    pub(crate) last_collected_date_time_utc: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_collected_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) longitude: Option<f64>,
    #[graph(not_null)]
    pub(crate) latitude: Option<f64>,
    #[graph(not_null)]
    pub(crate) altitude: Option<f64>,
    #[graph(not_null)]
    pub(crate) horizontal_accuracy: Option<f64>,
    #[graph(not_null)]
    pub(crate) vertical_accuracy: Option<f64>,
    #[graph(not_null)]
    pub(crate) heading: Option<f64>,
    #[graph(not_null)]
    pub(crate) speed: Option<f64>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RemoteLockActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) unlock_pin: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResetPasscodeActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) passcode: Option<String>,
    #[graph(not_null)]
    pub(crate) error_code: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RevokeAppleVppLicensesActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) total_licenses_count: Option<i32>,
    #[graph(not_null)]
    pub(crate) failed_licenses_count: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RotateBitLockerKeysDeviceActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) error_code: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WindowsDefenderScanActionResult {
    pub(crate) action_name: Option<String>,
    #[graph(not_null)]
    pub(crate) action_state: Option<ActionState>,
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_updated_date_time: Option<DateTimeOffset>,
    pub(crate) scan_type: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigurationManagerClientEnabledFeatures {
    #[graph(not_null)]
    pub(crate) inventory: Option<bool>,
    #[graph(not_null)]
    pub(crate) modern_apps: Option<bool>,
    #[graph(not_null)]
    pub(crate) resource_access: Option<bool>,
    #[graph(not_null)]
    pub(crate) device_configuration: Option<bool>,
    #[graph(not_null)]
    pub(crate) compliance_policy: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_update_for_business: Option<bool>,
    #[graph(not_null)]
    pub(crate) endpoint_protection: Option<bool>,
    #[graph(not_null)]
    pub(crate) office_apps: Option<bool>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceHealthAttestationState {
    pub(crate) last_update_date_time: Option<String>,
    pub(crate) content_namespace_url: Option<String>,
    pub(crate) device_health_attestation_status: Option<String>,
    pub(crate) content_version: Option<String>,
    #[graph(not_null)]
    pub(crate) issued_date_time: Option<DateTimeOffset>,
    pub(crate) attestation_identity_key: Option<String>,
    #[graph(not_null)]
    pub(crate) reset_count: Option<i64>,
    #[graph(not_null)]
    pub(crate) restart_count: Option<i64>,
    pub(crate) data_excution_policy: Option<String>,
    pub(crate) bit_locker_status: Option<String>,
    pub(crate) boot_manager_version: Option<String>,
    pub(crate) code_integrity_check_version: Option<String>,
    pub(crate) secure_boot: Option<String>,
    pub(crate) boot_debugging: Option<String>,
    pub(crate) operating_system_kernel_debugging: Option<String>,
    pub(crate) code_integrity: Option<String>,
    pub(crate) test_signing: Option<String>,
    pub(crate) safe_mode: Option<String>,
    #[graph(name = "windowsPE")]
    pub(crate) windows_pe: Option<String>,
    pub(crate) early_launch_anti_malware_driver_protection: Option<String>,
    pub(crate) virtual_secure_mode: Option<String>,
    pub(crate) pcr_hash_algorithm: Option<String>,
    pub(crate) boot_app_security_version: Option<String>,
    pub(crate) boot_manager_security_version: Option<String>,
    pub(crate) tpm_version: Option<String>,
    pub(crate) pcr0: Option<String>,
    pub(crate) secure_boot_configuration_policy_finger_print: Option<String>,
    pub(crate) code_integrity_policy: Option<String>,
    pub(crate) boot_revision_list_info: Option<String>,
    pub(crate) operating_system_rev_list_info: Option<String>,
    pub(crate) health_status_mismatch_info: Option<String>,
    pub(crate) health_attestation_supported_status: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoggedOnUser {
    pub(crate) user_id: Option<String>,
    #[graph(not_null)]
    pub(crate) last_log_on_date_time: Option<DateTimeOffset>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigurationManagerClientHealthState {
    #[graph(not_null)]
    pub(crate) state: Option<ConfigurationManagerClientState>,
    #[graph(not_null)]
    pub(crate) error_code: Option<i32>,
    #[graph(not_null)]
    pub(crate) last_sync_date_time: Option<DateTimeOffset>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigurationManagerClientInformation {
    pub(crate) client_identifier: Option<String>,
    #[graph(not_null)]
    pub(crate) is_blocked: Option<bool>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChromeOSDeviceProperty {
    pub(crate) name: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) value_type: Option<String>,
    #[graph(not_null)]
    pub(crate) updatable: Option<bool>,
}
