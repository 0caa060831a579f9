//! The enumerations of a Win32 app, with every documented member.

use graph_entity::graph_enum;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MobileAppPublishingState {
    NotPublished,
    Processing,
    Published,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsArchitecture {
    #[graph(value = 0)]
    None,
    #[graph(value = 1)]
    X86,
    #[graph(value = 2)]
    X64,
    #[graph(value = 4)]
    Arm,
    #[graph(value = 8)]
    Neutral,
    #[graph(value = 16)]
    Arm64,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppFileSystemDetectionType {
    NotConfigured,
    Exists,
    ModifiedDate,
    CreatedDate,
    Version,
    SizeInMB,
    DoesNotExist,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppDetectionOperator {
    #[graph(value = 0)]
    NotConfigured,
    #[graph(value = 1)]
    Equal,
    #[graph(value = 2)]
    NotEqual,
    #[graph(value = 4)]
    GreaterThan,
    #[graph(value = 5)]
    GreaterThanOrEqual,
    #[graph(value = 8)]
    LessThan,
    #[graph(value = 9)]
    LessThanOrEqual,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRegistryDetectionType {
    NotConfigured,
    Exists,
    DoesNotExist,
    String,
    Integer,
    Version,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RunAsAccountType {
    System,
    User,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppPowerShellScriptDetectionType {
    NotConfigured,
    String,
    DateTime,
    Integer,
    Float,
    Version,
    Boolean,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRuleType {
    Detection,
    Requirement,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppFileSystemOperationType {
    NotConfigured,
    Exists,
    ModifiedDate,
    CreatedDate,
    Version,
    SizeInMB,
    DoesNotExist,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRuleOperator {
    NotConfigured,
    Equal,
    NotEqual,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppPowerShellScriptRuleOperationType {
    NotConfigured,
    String,
    DateTime,
    Integer,
    Float,
    Version,
    Boolean,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRegistryRuleOperationType {
    NotConfigured,
    Exists,
    DoesNotExist,
    String,
    Integer,
    Version,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRestartBehavior {
    BasedOnReturnCode,
    Allow,
    Suppress,
    Force,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppReturnCodeType {
    Failed,
    Success,
    SoftReboot,
    HardReboot,
    Retry,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppMsiPackageType {
    PerMachine,
    PerUser,
    DualPurpose,
    #[graph(unrecognized)]
    Unrecognized(String),
}
