//! The enumerations of a Windows 10 configuration, with every documented member.

use graph_entity::graph_enum;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PowerActionType {
    NotConfigured,
    NoAction,
    Sleep,
    Hibernate,
    Shutdown,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Enablement {
    NotConfigured,
    Enabled,
    Disabled,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Windows10AppsUpdateRecurrence {
    None,
    Daily,
    Weekly,
    Monthly,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SignInAssistantOptions {
    NotConfigured,
    Disabled,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BrowserSyncSetting {
    NotConfigured,
    BlockedWithUserOverride,
    Blocked,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DiagnosticDataSubmissionMode {
    UserDefined,
    None,
    Basic,
    Enhanced,
    Full,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeTelemetryMode {
    NotConfigured,
    Intranet,
    Internet,
    IntranetAndInternet,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InkAccessSetting {
    NotConfigured,
    Enabled,
    Disabled,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StateManagementSetting {
    NotConfigured,
    Blocked,
    Allowed,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AppInstallControlType {
    NotConfigured,
    Anywhere,
    StoreOnly,
    Recommendations,
    PreferStore,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeCookiePolicy {
    UserDefined,
    Allow,
    BlockThirdParty,
    BlockAll,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeOpenOptions {
    NotConfigured,
    StartPage,
    NewTabPage,
    PreviousPages,
    SpecificPages,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum VisibilitySetting {
    NotConfigured,
    Hide,
    Show,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InternetExplorerMessageSetting {
    NotConfigured,
    Disabled,
    Enabled,
    KeepGoing,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeKioskModeRestrictionType {
    NotConfigured,
    DigitalSignage,
    NormalMode,
    PublicBrowsingSingleApp,
    PublicBrowsingMultiApp,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ConfigurationUsage {
    Blocked,
    Required,
    Allowed,
    NotConfigured,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderMonitorFileActivity {
    UserDefined,
    Disable,
    MonitorAllFiles,
    MonitorIncomingFilesOnly,
    MonitorOutgoingFilesOnly,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderCloudBlockLevelType {
    NotConfigured,
    High,
    HighPlus,
    ZeroTolerance,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderPromptForSampleSubmission {
    UserDefined,
    AlwaysPrompt,
    PromptBeforeSendingPersonalData,
    NeverSendData,
    SendAllDataWithoutPrompting,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderScanType {
    UserDefined,
    Disabled,
    Quick,
    Full,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WeeklySchedule {
    UserDefined,
    Everyday,
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    NoScheduledScan,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderPotentiallyUnwantedAppAction {
    DeviceDefault,
    Block,
    Audit,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderProtectionType {
    UserDefined,
    Enable,
    AuditMode,
    Warn,
    NotConfigured,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderSubmitSamplesConsentType {
    SendSafeSamplesAutomatically,
    AlwaysPrompt,
    NeverSend,
    SendAllSamplesAutomatically,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefenderThreatAction {
    DeviceDefault,
    Clean,
    Quarantine,
    Remove,
    Allow,
    UserDefined,
    Block,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RequiredPasswordType {
    DeviceDefault,
    Alphanumeric,
    Numeric,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsStartMenuAppListVisibilityType {
    #[graph(value = 0)]
    UserDefined,
    #[graph(value = 1)]
    Collapse,
    #[graph(value = 2)]
    Remove,
    #[graph(value = 4)]
    DisableSettingsApp,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsStartMenuModeType {
    UserDefined,
    FullScreen,
    NonFullScreen,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsSpotlightEnablementSettings {
    NotConfigured,
    Disabled,
    Enabled,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SafeSearchFilterType {
    UserDefined,
    Strict,
    Moderate,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeSearchEngineType {
    Default,
    Bing,
    #[graph(unrecognized)]
    Unrecognized(String),
}
