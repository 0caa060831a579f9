//! The enumerations of a managed device, with every documented member.

use graph_entity::graph_enum;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceGuardVirtualizationBasedSecurityHardwareRequirementState {
    MeetHardwareRequirements,
    SecureBootRequired,
    DmaProtectionRequired,
    HyperVNotSupportedForGuestVM,
    HyperVNotAvailable,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceGuardVirtualizationBasedSecurityState {
    Running,
    RebootRequired,
    Require64BitArchitecture,
    NotLicensed,
    NotConfigured,
    DoesNotMeetHardwareRequirements,
    Other,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceGuardLocalSystemAuthorityCredentialGuardState {
    Running,
    RebootRequired,
    NotLicensed,
    NotConfigured,
    VirtualizationBasedSecurityNotRunning,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OwnerType {
    Unknown,
    Company,
    Personal,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagedDeviceOwnerType {
    Unknown,
    Company,
    Personal,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ActionState {
    None,
    Pending,
    Canceled,
    Active,
    Done,
    Failed,
    NotSupported,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ConfigurationManagerActionDeliveryStatus {
    Unknown,
    PendingDelivery,
    DeliveredToConnectorService,
    FailedToDeliverToConnectorService,
    DeliveredToOnPremisesServer,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagementState {
    Managed,
    RetirePending,
    RetireFailed,
    WipePending,
    WipeFailed,
    Unhealthy,
    DeletePending,
    RetireIssued,
    WipeIssued,
    WipeCanceled,
    RetireCanceled,
    Discovered,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ChassisType {
    Unknown,
    Desktop,
    Laptop,
    WorksWorkstation,
    EnterpriseServer,
    Phone,
    Tablet,
    MobileOther,
    MobileUnknown,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceType {
    Desktop,
    WindowsRT,
    WinMO6,
    Nokia,
    WindowsPhone,
    Mac,
    WinCE,
    WinEmbedded,
    IPhone,
    IPad,
    IPod,
    Android,
    ISocConsumer,
    Unix,
    MacMDM,
    HoloLens,
    SurfaceHub,
    AndroidForWork,
    AndroidEnterprise,
    Windows10x,
    AndroidnGMS,
    ChromeOS,
    Linux,
    Blackberry,
    Palm,
    Unknown,
    CloudPC,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ComplianceState {
    Unknown,
    Compliant,
    Noncompliant,
    Conflict,
    Error,
    InGracePeriod,
    ConfigManager,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagementAgentType {
    Eas,
    Mdm,
    EasMdm,
    IntuneClient,
    EasIntuneClient,
    ConfigurationManagerClient,
    ConfigurationManagerClientMdm,
    ConfigurationManagerClientMdmEas,
    Unknown,
    Jamf,
    GoogleCloudDevicePolicyController,
    Microsoft365ManagedMdm,
    MsSense,
    IntuneAosp,
    WindowsManagementCloudApi,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceEnrollmentType {
    Unknown,
    UserEnrollment,
    DeviceEnrollmentManager,
    AppleBulkWithUser,
    AppleBulkWithoutUser,
    WindowsAzureADJoin,
    WindowsBulkUserless,
    WindowsAutoEnrollment,
    WindowsBulkAzureDomainJoin,
    WindowsCoManagement,
    WindowsAzureADJoinUsingDeviceAuth,
    AppleUserEnrollment,
    AppleUserEnrollmentWithServiceAccount,
    AzureAdJoinUsingAzureVmExtension,
    AndroidEnterpriseDedicatedDevice,
    AndroidEnterpriseFullyManaged,
    AndroidEnterpriseCorporateWorkProfile,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LostModeState {
    Disabled,
    Enabled,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceRegistrationState {
    NotRegistered,
    Registered,
    Revoked,
    KeyConflict,
    ApprovalPending,
    CertificateReset,
    NotRegisteredPendingEnrollment,
    Unknown,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementExchangeAccessState {
    None,
    Unknown,
    Allowed,
    Blocked,
    Quarantined,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementExchangeAccessStateReason {
    None,
    Unknown,
    ExchangeGlobalRule,
    ExchangeIndividualRule,
    ExchangeDeviceRule,
    ExchangeUpgrade,
    ExchangeMailboxPolicy,
    Other,
    Compliant,
    NotCompliant,
    NotEnrolled,
    UnknownLocation,
    MfaRequired,
    AzureADBlockDueToAccessPolicy,
    CompromisedPassword,
    DeviceNotKnownWithManagedApp,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagedDevicePartnerReportedHealthState {
    Unknown,
    Activated,
    Deactivated,
    Secured,
    LowSeverity,
    MediumSeverity,
    HighSeverity,
    Unresponsive,
    Compromised,
    Misconfigured,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ConfigurationManagerClientState {
    Unknown,
    Installed,
    Healthy,
    InstallFailed,
    UpdateFailed,
    CommunicationError,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagedDeviceArchitecture {
    Unknown,
    X86,
    X64,
    Arm,
    ArM64,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JoinType {
    Unknown,
    AzureADJoined,
    AzureADRegistered,
    HybridAzureADJoined,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ManagedDeviceManagementFeatures {
    None,
    MicrosoftManagedDesktop,
    #[graph(unrecognized)]
    Unrecognized(String),
}
