//! The actions and functions of Intune that the tests of this target use, as a program declares them, and
//! their types.

use graph_entity::{
    Binary, DateTimeOffset, Flags, Nullable, graph_action, graph_complex, graph_entity, graph_enum,
    graph_function, graph_one_of,
};

/// An action without a result, with optional parameters only.
#[graph_action(
    path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
    path(comanaged = "/deviceManagement/comanagedDevices/{managedDeviceId}/wipe"),
    path(of_script = "/deviceManagement/deviceManagementScripts/{deviceManagementScriptId}/deviceRunStates/{deviceManagementScriptDeviceStateId}/managedDevice/users/{userId}/managedDevices/{managedDeviceId}/wipe"),
    version = "beta",
    permissions(
        delegated = ["DeviceManagementManagedDevices.PrivilegedOperations.All"],
        application = ["DeviceManagementManagedDevices.PrivilegedOperations.All"],
    ),
)]
#[derive(Clone, Default)]
pub(crate) struct Wipe {
    pub(crate) keep_enrollment_data: Option<bool>,
    pub(crate) keep_user_data: Option<bool>,
    #[graph(sensitive)]
    pub(crate) mac_os_unlock_code: Option<String>,
    pub(crate) persist_esim_data_plan: Option<Nullable<bool>>,
}

/// Required parameters.
#[graph_action(
    path = "/deviceManagement/managedDevices/{managedDeviceId}/sendCustomNotificationToCompanyPortal",
    version = "beta"
)]
#[derive(Debug, Clone)]
pub(crate) struct SendCustomNotificationToCompanyPortal {
    pub(crate) notification_title: String,
    pub(crate) notification_body: String,
}

/// No parameter and no result.
#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/syncDevice")]
#[derive(Debug, Clone)]
pub(crate) struct SyncDevice;

/// Entities as a parameter and as the result.
#[graph_action(
    path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}/assign",
    result = Vec<DeviceConfigurationAssignment>,
)]
#[derive(Debug, Clone)]
pub(crate) struct Assign {
    pub(crate) assignments: Vec<DeviceConfigurationAssignment>,
}

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}/assignments/{deviceConfigurationAssignmentId}"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceConfigurationAssignment {
    pub(crate) id: String,
    pub(crate) target: Option<Target>,
    pub(crate) source_id: Option<String>,
    #[graph(read_only)]
    pub(crate) source: Option<String>,
    #[graph(navigation)]
    pub(crate) device_configuration: Option<DeviceConfiguration>,
}

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceConfiguration {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
}

#[graph_one_of(odata_type = "microsoft.graph.deviceAndAppManagementAssignmentTarget")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    Collection(ConfigurationManagerCollectionAssignmentTarget),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConfigurationManagerCollectionAssignmentTarget {
    pub(crate) collection_id: Option<String>,
}

/// An action on a collection, with an enumeration with later members.
#[graph_action(path = "/deviceManagement/managedDevices/executeAction", version = "beta", result = BulkManagedDeviceActionResult)]
#[derive(Debug, Clone)]
pub(crate) struct ExecuteAction {
    pub(crate) action_name: RemoteAction,
    pub(crate) device_ids: Vec<String>,
}

/// A collection of enumeration members.
#[graph_function(path = "/deviceManagement/getRemoteActions", version = "beta", result = Vec<RemoteAction>)]
#[derive(Debug, Clone)]
pub(crate) struct GetRemoteActions;

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RemoteAction {
    Retire,
    Delete,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BulkManagedDeviceActionResult {
    pub(crate) successful_device_ids: Vec<String>,
    pub(crate) failed_device_ids: Vec<String>,
    /// A property with the name of the wrapper of other results.
    pub(crate) value: Option<String>,
}

/// An action on a collection, with a collection of complex values.
#[graph_action(
    path = "/deviceManagement/deviceConfigurations/hasPayloadLinks",
    version = "beta",
    result = Vec<HasPayloadLinkResultItem>,
)]
#[derive(Debug, Clone)]
pub(crate) struct HasPayloadLinks {
    pub(crate) payload_ids: Vec<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HasPayloadLinkResultItem {
    pub(crate) payload_id: Option<String>,
    #[graph(not_null)]
    pub(crate) has_link: Option<bool>,
    pub(crate) sources: Vec<String>,
}

/// A primitive result.
#[graph_action(path = "/organization/{organizationId}/setMobileDeviceManagementAuthority", result = i32)]
#[derive(Debug, Clone)]
pub(crate) struct SetMobileDeviceManagementAuthority;

/// A result of bytes.
#[graph_action(path = "/deviceManagement/reports/getHistoricalReport", version = "beta", result = stream)]
#[derive(Debug, Clone, Default)]
pub(crate) struct GetHistoricalReport {
    pub(crate) name: Option<String>,
    pub(crate) select: Option<Vec<String>>,
    pub(crate) skip: Option<i32>,
    pub(crate) top: Option<i32>,
}

/// A function with a parameter, below two entities.
#[graph_function(
    path = "/deviceManagement/templates/{deviceManagementTemplateId}/compare",
    path(migratable = "/deviceManagement/templates/{deviceManagementTemplateId}/migratableTo/{deviceManagementTemplateId2}/compare"),
    version = "beta",
    result = Vec<DeviceManagementSettingComparison>,
)]
#[derive(Debug, Clone)]
pub(crate) struct Compare {
    pub(crate) template_id: String,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementSettingComparison {
    pub(crate) id: String,
    pub(crate) comparison_result: Option<ComparisonResult>,
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ComparisonResult {
    Unknown,
    Equal,
    NotEqual,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_function(path = "/deviceManagement/getEffectivePermissions", result = Vec<RolePermission>)]
#[derive(Debug, Clone)]
pub(crate) struct GetEffectivePermissions {
    pub(crate) scope: Option<Nullable<String>>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RolePermission {
    pub(crate) actions: Vec<String>,
}

/// A function without parameters.
#[graph_function(path = "/deviceManagement/auditEvents/getAuditCategories", result = Vec<String>)]
#[derive(Debug, Clone)]
pub(crate) struct GetAuditCategories;

/// An entity with a real property `value`, or null.
#[graph_function(path = "/deviceManagement/settings/{id}/microsoft.graph.getSetting", result = Option<Setting>)]
#[derive(Debug, Clone)]
pub(crate) struct GetSetting {
    #[graph(name = "definitionId")]
    pub(crate) definition: Option<String>,
}

#[graph_entity(path = "/deviceManagement/settings/{id}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    pub(crate) id: String,
    pub(crate) value: Option<String>,
}

/// Placeholders with names that have a meaning for entities.
#[graph_function(path = "/self/{self}/{patch}/{type}/of", result = bool)]
#[derive(Debug, Clone)]
pub(crate) struct OddNames;

/// A parameter of each kind that has a literal form.
#[graph_function(path = "/reports/of", result = Option<ComparisonResult>)]
#[derive(Debug, Clone, Default)]
pub(crate) struct Literals {
    pub(crate) text: Option<String>,
    pub(crate) skip: Option<i32>,
    pub(crate) share: Option<f64>,
    pub(crate) flag: Option<bool>,
    pub(crate) since: Option<DateTimeOffset>,
    pub(crate) id: Option<uuid::Uuid>,
    pub(crate) member: Option<RemoteAction>,
    pub(crate) days: Option<Flags<Day>>,
    pub(crate) bytes: Option<Binary>,
    pub(crate) ids: Option<Vec<String>>,
    pub(crate) target: Option<ConfigurationManagerCollectionAssignmentTarget>,
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Day {
    Monday,
    Friday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// Entities of several types as a parameter.
#[graph_action(path = "/deviceAppManagement/mobileApps/{mobileAppId}/updateRelationships", version = "beta")]
#[derive(Debug, Clone)]
pub(crate) struct UpdateRelationships {
    pub(crate) relationships: Vec<Relationship>,
}

#[graph_one_of(odata_type = "microsoft.graph.mobileAppRelationship")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Relationship {
    Dependency(MobileAppDependency),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(path = "/deviceAppManagement/mobileApps/{mobileAppId}/relationships/{id}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MobileAppDependency {
    pub(crate) id: String,
    pub(crate) target_id: Option<String>,
    pub(crate) target_display_name: Option<String>,
    #[graph(read_only)]
    pub(crate) dependent_app_count: Option<i32>,
}
