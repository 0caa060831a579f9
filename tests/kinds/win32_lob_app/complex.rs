//! The complex types of a Win32 app.

use graph_entity::{Binary, Flags, graph_complex, graph_one_of};

use super::enums::{
    RunAsAccountType, Win32LobAppDetectionOperator, Win32LobAppFileSystemDetectionType,
    Win32LobAppFileSystemOperationType, Win32LobAppMsiPackageType, Win32LobAppPowerShellScriptDetectionType,
    Win32LobAppPowerShellScriptRuleOperationType, Win32LobAppRegistryDetectionType,
    Win32LobAppRegistryRuleOperationType, Win32LobAppRestartBehavior, Win32LobAppReturnCodeType,
    Win32LobAppRuleOperator, Win32LobAppRuleType,
};

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MimeContent {
    #[graph(name = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) value: Option<Binary>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WindowsMinimumOperatingSystem {
    #[graph(not_null, name = "v8_0")]
    pub(crate) v8_0: Option<bool>,
    #[graph(not_null, name = "v8_1")]
    pub(crate) v8_1: Option<bool>,
    #[graph(not_null, name = "v10_0")]
    pub(crate) v10_0: Option<bool>,
    #[graph(not_null, name = "v10_1607")]
    pub(crate) v10_1607: Option<bool>,
    #[graph(not_null, name = "v10_1703")]
    pub(crate) v10_1703: Option<bool>,
    #[graph(not_null, name = "v10_1709")]
    pub(crate) v10_1709: Option<bool>,
    #[graph(not_null, name = "v10_1803")]
    pub(crate) v10_1803: Option<bool>,
    #[graph(not_null, name = "v10_1809")]
    pub(crate) v10_1809: Option<bool>,
    #[graph(not_null, name = "v10_1903")]
    pub(crate) v10_1903: Option<bool>,
    #[graph(not_null, name = "v10_1909")]
    pub(crate) v10_1909: Option<bool>,
    #[graph(not_null, name = "v10_2004")]
    pub(crate) v10_2004: Option<bool>,
    #[graph(not_null, name = "v10_2H20")]
    pub(crate) v10_2_h20: Option<bool>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppDetection {
    FileSystem(Win32LobAppFileSystemDetection),
    PowerShellScript(Win32LobAppPowerShellScriptDetection),
    ProductCode(Win32LobAppProductCodeDetection),
    Registry(Win32LobAppRegistryDetection),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppFileSystemDetection {
    pub(crate) path: Option<String>,
    pub(crate) file_or_folder_name: Option<String>,
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    #[graph(not_null)]
    pub(crate) detection_type: Option<Win32LobAppFileSystemDetectionType>,
    #[graph(not_null)]
    pub(crate) operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) detection_value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppPowerShellScriptDetection {
    #[graph(not_null)]
    pub(crate) enforce_signature_check: Option<bool>,
    #[graph(not_null)]
    pub(crate) run_as32_bit: Option<bool>,
    pub(crate) script_content: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppProductCodeDetection {
    pub(crate) product_code: Option<String>,
    #[graph(not_null)]
    pub(crate) product_version_operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) product_version: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppRegistryDetection {
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    pub(crate) key_path: Option<String>,
    pub(crate) value_name: Option<String>,
    #[graph(not_null)]
    pub(crate) detection_type: Option<Win32LobAppRegistryDetectionType>,
    #[graph(not_null)]
    pub(crate) operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) detection_value: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRequirement {
    FileSystem(Win32LobAppFileSystemRequirement),
    PowerShellScript(Win32LobAppPowerShellScriptRequirement),
    Registry(Win32LobAppRegistryRequirement),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppFileSystemRequirement {
    #[graph(not_null)]
    pub(crate) operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) detection_value: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) file_or_folder_name: Option<String>,
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    #[graph(not_null)]
    pub(crate) detection_type: Option<Win32LobAppFileSystemDetectionType>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppPowerShellScriptRequirement {
    #[graph(not_null)]
    pub(crate) operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) detection_value: Option<String>,
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    #[graph(not_null)]
    pub(crate) enforce_signature_check: Option<bool>,
    #[graph(not_null)]
    pub(crate) run_as32_bit: Option<bool>,
    #[graph(not_null)]
    pub(crate) run_as_account: Option<RunAsAccountType>,
    #[graph(not_null)]
    pub(crate) script_content: Option<String>,
    #[graph(not_null)]
    pub(crate) detection_type: Option<Win32LobAppPowerShellScriptDetectionType>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppRegistryRequirement {
    #[graph(not_null)]
    pub(crate) operator: Option<Flags<Win32LobAppDetectionOperator>>,
    pub(crate) detection_value: Option<String>,
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    pub(crate) key_path: Option<String>,
    pub(crate) value_name: Option<String>,
    #[graph(not_null)]
    pub(crate) detection_type: Option<Win32LobAppRegistryDetectionType>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Win32LobAppRule {
    FileSystem(Win32LobAppFileSystemRule),
    PowerShellScript(Win32LobAppPowerShellScriptRule),
    ProductCode(Win32LobAppProductCodeRule),
    Registry(Win32LobAppRegistryRule),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppFileSystemRule {
    #[graph(not_null)]
    pub(crate) rule_type: Option<Win32LobAppRuleType>,
    pub(crate) path: Option<String>,
    pub(crate) file_or_folder_name: Option<String>,
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    #[graph(not_null)]
    pub(crate) operation_type: Option<Win32LobAppFileSystemOperationType>,
    #[graph(not_null)]
    pub(crate) operator: Option<Win32LobAppRuleOperator>,
    pub(crate) comparison_value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppPowerShellScriptRule {
    #[graph(not_null)]
    pub(crate) rule_type: Option<Win32LobAppRuleType>,
    pub(crate) display_name: Option<String>,
    #[graph(not_null)]
    pub(crate) enforce_signature_check: Option<bool>,
    #[graph(not_null)]
    pub(crate) run_as32_bit: Option<bool>,
    pub(crate) run_as_account: Option<RunAsAccountType>,
    pub(crate) script_content: Option<String>,
    #[graph(not_null)]
    pub(crate) operation_type: Option<Win32LobAppPowerShellScriptRuleOperationType>,
    #[graph(not_null)]
    pub(crate) operator: Option<Win32LobAppRuleOperator>,
    pub(crate) comparison_value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppProductCodeRule {
    #[graph(not_null)]
    pub(crate) rule_type: Option<Win32LobAppRuleType>,
    pub(crate) product_code: Option<String>,
    #[graph(not_null)]
    pub(crate) product_version_operator: Option<Win32LobAppRuleOperator>,
    pub(crate) product_version: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppRegistryRule {
    #[graph(not_null)]
    pub(crate) rule_type: Option<Win32LobAppRuleType>,
    #[graph(not_null)]
    pub(crate) check32_bit_on64_system: Option<bool>,
    pub(crate) key_path: Option<String>,
    pub(crate) value_name: Option<String>,
    #[graph(not_null)]
    pub(crate) operation_type: Option<Win32LobAppRegistryRuleOperationType>,
    #[graph(not_null)]
    pub(crate) operator: Option<Win32LobAppRuleOperator>,
    pub(crate) comparison_value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppInstallExperience {
    #[graph(not_null)]
    pub(crate) run_as_account: Option<RunAsAccountType>,
    #[graph(not_null)]
    pub(crate) device_restart_behavior: Option<Win32LobAppRestartBehavior>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppReturnCode {
    #[graph(not_null)]
    pub(crate) return_code: Option<i32>,
    #[graph(not_null, name = "type")]
    pub(crate) kind: Option<Win32LobAppReturnCodeType>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobAppMsiInformation {
    pub(crate) product_code: Option<String>,
    pub(crate) product_version: Option<String>,
    pub(crate) upgrade_code: Option<String>,
    #[graph(not_null)]
    pub(crate) requires_reboot: Option<bool>,
    #[graph(not_null)]
    pub(crate) package_type: Option<Win32LobAppMsiPackageType>,
    pub(crate) product_name: Option<String>,
    pub(crate) publisher: Option<String>,
}
