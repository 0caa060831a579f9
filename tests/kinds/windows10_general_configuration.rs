//! The largest entity: 293 properties.

mod complex;
mod enums;
mod setters;

use graph_entity::{Binary, DateTimeOffset, Flags, Patch, TimeOfDay, graph_entity};

use self::complex::{
    DefenderDetectedMalwareActions, EdgeHomeButtonConfiguration, EdgeHomeButtonHidden, EdgeSearchEngineBase,
    EdgeSearchEngineCustom, Windows10AppsForceUpdateSchedule, Windows10NetworkProxyServer,
};
use self::enums::{
    AppInstallControlType, BrowserSyncSetting, ConfigurationUsage, DefenderCloudBlockLevelType,
    DefenderMonitorFileActivity, DefenderPotentiallyUnwantedAppAction, DefenderPromptForSampleSubmission,
    DefenderProtectionType, DefenderScanType, DefenderSubmitSamplesConsentType, DiagnosticDataSubmissionMode,
    EdgeCookiePolicy, EdgeKioskModeRestrictionType, EdgeOpenOptions, EdgeTelemetryMode, Enablement,
    InkAccessSetting, InternetExplorerMessageSetting, PowerActionType, RequiredPasswordType,
    SafeSearchFilterType, SignInAssistantOptions, StateManagementSetting, VisibilitySetting, WeeklySchedule,
    WindowsSpotlightEnablementSettings, WindowsStartMenuAppListVisibilityType, WindowsStartMenuModeType,
};
use self::setters::by_setters;
use crate::device_configuration::{
    DeviceManagementApplicabilityRuleDeviceMode, DeviceManagementApplicabilityRuleOsEdition,
    DeviceManagementApplicabilityRuleOsVersion,
};
use crate::{Page, Random, assert_reply_is_written_back, assert_request_is_reproduced, faults, json};

pub(crate) const REPLY: &str = include_str!("windows10_general_configuration/reply.json");

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Windows10GeneralConfiguration {
    pub(crate) id: String,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(read_only)]
    pub(crate) supports_scope_tags: Option<bool>,
    pub(crate) device_management_applicability_rule_os_edition:
        Option<DeviceManagementApplicabilityRuleOsEdition>,
    pub(crate) device_management_applicability_rule_os_version:
        Option<DeviceManagementApplicabilityRuleOsVersion>,
    pub(crate) device_management_applicability_rule_device_mode:
        Option<DeviceManagementApplicabilityRuleDeviceMode>,
    #[graph(read_only)]
    pub(crate) created_date_time: Option<DateTimeOffset>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    #[graph(not_null)]
    pub(crate) version: Option<i32>,
    #[graph(not_null)]
    pub(crate) task_manager_block_end_task: Option<bool>,
    pub(crate) energy_saver_on_battery_threshold_percentage: Option<i32>,
    pub(crate) energy_saver_plugged_in_threshold_percentage: Option<i32>,
    #[graph(not_null)]
    pub(crate) power_lid_close_action_on_battery: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_lid_close_action_plugged_in: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_button_action_on_battery: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_button_action_plugged_in: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_sleep_button_action_on_battery: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_sleep_button_action_plugged_in: Option<PowerActionType>,
    #[graph(not_null)]
    pub(crate) power_hybrid_sleep_on_battery: Option<Enablement>,
    #[graph(not_null)]
    pub(crate) power_hybrid_sleep_plugged_in: Option<Enablement>,
    pub(crate) windows10_apps_force_update_schedule: Option<Windows10AppsForceUpdateSchedule>,
    #[graph(not_null)]
    pub(crate) enable_automatic_redeployment: Option<bool>,
    #[graph(not_null)]
    pub(crate) microsoft_account_sign_in_assistant_settings: Option<SignInAssistantOptions>,
    #[graph(not_null)]
    pub(crate) authentication_allow_secondary_device: Option<bool>,
    #[graph(not_null)]
    pub(crate) authentication_web_sign_in: Option<Enablement>,
    #[graph(name = "authenticationPreferredAzureADTenantDomainName")]
    pub(crate) authentication_preferred_azure_ad_tenant_domain_name: Option<String>,
    #[graph(not_null)]
    pub(crate) cryptography_allow_fips_algorithm_policy: Option<bool>,
    #[graph(name = "displayAppListWithGdiDPIScalingTurnedOn")]
    pub(crate) display_app_list_with_gdi_dpi_scaling_turned_on: Vec<String>,
    #[graph(name = "displayAppListWithGdiDPIScalingTurnedOff")]
    pub(crate) display_app_list_with_gdi_dpi_scaling_turned_off: Vec<String>,
    pub(crate) enterprise_cloud_print_discovery_end_point: Option<String>,
    pub(crate) enterprise_cloud_print_o_auth_authority: Option<String>,
    pub(crate) enterprise_cloud_print_o_auth_client_identifier: Option<String>,
    pub(crate) enterprise_cloud_print_resource_identifier: Option<String>,
    pub(crate) enterprise_cloud_print_discovery_max_limit: Option<i32>,
    pub(crate) enterprise_cloud_print_mopria_discovery_resource_identifier: Option<String>,
    #[graph(not_null)]
    pub(crate) experience_do_not_sync_browser_settings: Option<BrowserSyncSetting>,
    #[graph(not_null)]
    pub(crate) messaging_block_sync: Option<bool>,
    #[graph(not_null, name = "messagingBlockMMS")]
    pub(crate) messaging_block_mms: Option<bool>,
    #[graph(not_null)]
    pub(crate) messaging_block_rich_communication_services: Option<bool>,
    pub(crate) printer_names: Vec<String>,
    pub(crate) printer_default_name: Option<String>,
    #[graph(not_null)]
    pub(crate) printer_block_addition: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_block_diacritics: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_auto_language_detection: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_indexing_encrypted_items: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_enable_remote_queries: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_use_location: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_location: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_indexer_backoff: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_disable_indexing_removable_drive: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_enable_automatic_index_size_manangement: Option<bool>,
    #[graph(not_null)]
    pub(crate) search_block_web_results: Option<bool>,
    #[graph(not_null)]
    pub(crate) find_my_files: Option<Enablement>,
    #[graph(not_null, name = "securityBlockAzureADJoinedDevicesAutoEncryption")]
    pub(crate) security_block_azure_ad_joined_devices_auto_encryption: Option<bool>,
    #[graph(not_null)]
    pub(crate) diagnostics_data_submission_mode: Option<DiagnosticDataSubmissionMode>,
    #[graph(not_null)]
    pub(crate) one_drive_disable_file_sync: Option<bool>,
    pub(crate) system_telemetry_proxy_server: Option<String>,
    #[graph(not_null)]
    pub(crate) edge_telemetry_for_microsoft365_analytics: Option<EdgeTelemetryMode>,
    #[graph(not_null)]
    pub(crate) ink_workspace_access: Option<InkAccessSetting>,
    #[graph(not_null)]
    pub(crate) ink_workspace_access_state: Option<StateManagementSetting>,
    #[graph(not_null)]
    pub(crate) ink_workspace_block_suggested_apps: Option<bool>,
    #[graph(not_null)]
    pub(crate) smart_screen_enable_app_install_control: Option<bool>,
    #[graph(not_null)]
    pub(crate) smart_screen_app_install_control: Option<AppInstallControlType>,
    pub(crate) personalization_desktop_image_url: Option<String>,
    pub(crate) personalization_lock_screen_image_url: Option<String>,
    pub(crate) bluetooth_allowed_services: Vec<String>,
    #[graph(not_null)]
    pub(crate) bluetooth_block_advertising: Option<bool>,
    #[graph(not_null)]
    pub(crate) bluetooth_block_prompted_proximal_connections: Option<bool>,
    #[graph(not_null)]
    pub(crate) bluetooth_block_discoverable_mode: Option<bool>,
    #[graph(not_null)]
    pub(crate) bluetooth_block_pre_pairing: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_autofill: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_cookie_policy: Option<EdgeCookiePolicy>,
    #[graph(not_null)]
    pub(crate) edge_block_developer_tools: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_sending_do_not_track_header: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_extensions: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_in_private_browsing: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_java_script: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_password_manager: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_address_bar_dropdown: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_compatibility_list: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_clear_browsing_data_on_exit: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_allow_start_pages_modification: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_disable_first_run_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_live_tile_data_collection: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_sync_favorites_with_internet_explorer: Option<bool>,
    pub(crate) edge_favorites_list_location: Option<String>,
    #[graph(not_null)]
    pub(crate) edge_block_edit_favorites: Option<bool>,
    #[graph(name = "edgeNewTabPageURL")]
    pub(crate) edge_new_tab_page_url: Option<String>,
    pub(crate) edge_home_button_configuration: Option<EdgeHomeButtonConfiguration>,
    #[graph(not_null)]
    pub(crate) edge_home_button_configuration_enabled: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_opens_with: Option<EdgeOpenOptions>,
    #[graph(not_null)]
    pub(crate) edge_block_sideloading_extensions: Option<bool>,
    pub(crate) edge_required_extension_package_family_names: Vec<String>,
    #[graph(not_null)]
    pub(crate) edge_block_printing: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_favorites_bar_visibility: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) edge_block_saving_history: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_full_screen_mode: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_web_content_on_new_tab_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_tab_preloading: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_prelaunch: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_show_message_when_opening_internet_explorer_sites: Option<InternetExplorerMessageSetting>,
    #[graph(not_null)]
    pub(crate) edge_prevent_certificate_error_override: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_kiosk_mode_restriction: Option<EdgeKioskModeRestrictionType>,
    pub(crate) edge_kiosk_reset_after_idle_time_in_minutes: Option<i32>,
    #[graph(not_null)]
    pub(crate) cellular_block_data_when_roaming: Option<bool>,
    #[graph(not_null)]
    pub(crate) cellular_block_vpn: Option<bool>,
    #[graph(not_null)]
    pub(crate) cellular_block_vpn_when_roaming: Option<bool>,
    #[graph(not_null)]
    pub(crate) cellular_data: Option<ConfigurationUsage>,
    #[graph(not_null)]
    pub(crate) defender_require_real_time_monitoring: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_require_behavior_monitoring: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_require_network_inspection_system: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_downloads: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_schedule_scan_enable_low_cpu_priority: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_disable_catchup_quick_scan: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_disable_catchup_full_scan: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_scripts_loaded_in_internet_explorer: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_block_end_user_access: Option<bool>,
    pub(crate) defender_signature_update_interval_in_hours: Option<i32>,
    #[graph(not_null)]
    pub(crate) defender_monitor_file_activity: Option<DefenderMonitorFileActivity>,
    pub(crate) defender_days_before_deleting_quarantined_malware: Option<i32>,
    pub(crate) defender_scan_max_cpu: Option<i32>,
    #[graph(not_null)]
    pub(crate) defender_scan_archive_files: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_incoming_mail: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_removable_drives_during_full_scan: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_mapped_network_drives_during_full_scan: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_scan_network_files: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_require_cloud_protection: Option<bool>,
    #[graph(not_null)]
    pub(crate) defender_cloud_block_level: Option<DefenderCloudBlockLevelType>,
    pub(crate) defender_cloud_extended_timeout: Option<i32>,
    pub(crate) defender_cloud_extended_timeout_in_seconds: Option<i32>,
    #[graph(not_null)]
    pub(crate) defender_prompt_for_sample_submission: Option<DefenderPromptForSampleSubmission>,
    pub(crate) defender_scheduled_quick_scan_time: Option<TimeOfDay>,
    #[graph(not_null)]
    pub(crate) defender_scan_type: Option<DefenderScanType>,
    #[graph(not_null)]
    pub(crate) defender_system_scan_schedule: Option<WeeklySchedule>,
    pub(crate) defender_scheduled_scan_time: Option<TimeOfDay>,
    pub(crate) defender_potentially_unwanted_app_action: Option<DefenderPotentiallyUnwantedAppAction>,
    #[graph(not_null)]
    pub(crate) defender_potentially_unwanted_app_action_setting: Option<DefenderProtectionType>,
    #[graph(not_null)]
    pub(crate) defender_submit_samples_consent_type: Option<DefenderSubmitSamplesConsentType>,
    #[graph(not_null)]
    pub(crate) defender_block_on_access_protection: Option<bool>,
    pub(crate) defender_detected_malware_actions: Option<DefenderDetectedMalwareActions>,
    pub(crate) defender_file_extensions_to_exclude: Vec<String>,
    pub(crate) defender_files_and_folders_to_exclude: Vec<String>,
    pub(crate) defender_processes_to_exclude: Vec<String>,
    #[graph(not_null)]
    pub(crate) lock_screen_allow_timeout_configuration: Option<bool>,
    #[graph(not_null)]
    pub(crate) lock_screen_block_action_center_notifications: Option<bool>,
    #[graph(not_null)]
    pub(crate) lock_screen_block_cortana: Option<bool>,
    #[graph(not_null)]
    pub(crate) lock_screen_block_toast_notifications: Option<bool>,
    pub(crate) lock_screen_timeout_in_seconds: Option<i32>,
    #[graph(not_null)]
    pub(crate) lock_screen_activate_apps_with_voice: Option<Enablement>,
    #[graph(not_null)]
    pub(crate) password_block_simple: Option<bool>,
    pub(crate) password_expiration_days: Option<i32>,
    pub(crate) password_minimum_length: Option<i32>,
    pub(crate) password_minutes_of_inactivity_before_screen_timeout: Option<i32>,
    pub(crate) password_minimum_character_set_count: Option<i32>,
    pub(crate) password_previous_password_block_count: Option<i32>,
    #[graph(not_null)]
    pub(crate) password_required: Option<bool>,
    #[graph(not_null)]
    pub(crate) password_require_when_resume_from_idle_state: Option<bool>,
    #[graph(not_null)]
    pub(crate) password_required_type: Option<RequiredPasswordType>,
    pub(crate) password_sign_in_failure_count_before_factory_reset: Option<i32>,
    pub(crate) password_minimum_age_in_days: Option<i32>,
    #[graph(not_null)]
    pub(crate) privacy_advertising_id: Option<StateManagementSetting>,
    #[graph(not_null)]
    pub(crate) privacy_auto_accept_pairing_and_consent_prompts: Option<bool>,
    #[graph(not_null)]
    pub(crate) privacy_disable_launch_experience: Option<bool>,
    #[graph(not_null)]
    pub(crate) privacy_block_input_personalization: Option<bool>,
    #[graph(not_null)]
    pub(crate) privacy_block_publish_user_activities: Option<bool>,
    #[graph(not_null)]
    pub(crate) privacy_block_activity_feed: Option<bool>,
    #[graph(not_null)]
    pub(crate) activate_apps_with_voice: Option<Enablement>,
    #[graph(not_null)]
    pub(crate) start_block_unpinning_apps_from_taskbar: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_app_list_visibility: Option<Flags<WindowsStartMenuAppListVisibilityType>>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_change_account_settings: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_frequently_used_apps: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_hibernate: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_lock: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_power_button: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_recent_jump_lists: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_recently_added_apps: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_restart_options: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_shut_down: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_sign_out: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_sleep: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_switch_account: Option<bool>,
    #[graph(not_null)]
    pub(crate) start_menu_hide_user_tile: Option<bool>,
    pub(crate) start_menu_layout_edge_assets_xml: Option<Binary>,
    pub(crate) start_menu_layout_xml: Option<Binary>,
    #[graph(not_null)]
    pub(crate) start_menu_mode: Option<WindowsStartMenuModeType>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_documents: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_downloads: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_file_explorer: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_home_group: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_music: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_network: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_personal_folder: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_pictures: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_settings: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) start_menu_pinned_folder_videos: Option<VisibilitySetting>,
    #[graph(not_null)]
    pub(crate) settings_block_settings_app: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_system_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_devices_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_network_internet_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_personalization_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_accounts_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_time_language_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_ease_of_access_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_privacy_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_update_security_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_apps_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_gaming_page: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_consumer_specific_features: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_on_action_center: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_tailored_experiences: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_third_party_notifications: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_welcome_experience: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_block_windows_tips: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_spotlight_configure_on_lock_screen: Option<WindowsSpotlightEnablementSettings>,
    #[graph(not_null)]
    pub(crate) network_proxy_apply_settings_device_wide: Option<bool>,
    #[graph(not_null)]
    pub(crate) network_proxy_disable_auto_detect: Option<bool>,
    pub(crate) network_proxy_automatic_configuration_url: Option<String>,
    pub(crate) network_proxy_server: Option<Windows10NetworkProxyServer>,
    #[graph(not_null)]
    pub(crate) accounts_block_adding_non_microsoft_account_email: Option<bool>,
    #[graph(not_null)]
    pub(crate) anti_theft_mode_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) bluetooth_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) camera_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) connected_devices_service_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) certificates_block_manual_root_certificate_installation: Option<bool>,
    #[graph(not_null)]
    pub(crate) copy_paste_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) cortana_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) device_management_block_factory_reset_on_mobile: Option<bool>,
    #[graph(not_null)]
    pub(crate) device_management_block_manual_unenroll: Option<bool>,
    #[graph(not_null)]
    pub(crate) safe_search_filter: Option<SafeSearchFilterType>,
    #[graph(not_null)]
    pub(crate) edge_block_popups: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_search_suggestions: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_search_engine_customization: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_block_sending_intranet_traffic_to_internet_explorer: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_send_intranet_traffic_to_internet_explorer: Option<bool>,
    #[graph(not_null)]
    pub(crate) edge_require_smart_screen: Option<bool>,
    pub(crate) edge_enterprise_mode_site_list_location: Option<String>,
    pub(crate) edge_first_run_url: Option<String>,
    pub(crate) edge_search_engine: Option<EdgeSearchEngineBase>,
    pub(crate) edge_homepage_urls: Vec<String>,
    #[graph(not_null)]
    pub(crate) edge_block_access_to_about_flags: Option<bool>,
    #[graph(not_null)]
    pub(crate) smart_screen_block_prompt_override: Option<bool>,
    #[graph(not_null)]
    pub(crate) smart_screen_block_prompt_override_for_files: Option<bool>,
    #[graph(not_null)]
    pub(crate) web_rtc_block_localhost_ip_address: Option<bool>,
    #[graph(not_null)]
    pub(crate) internet_sharing_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_add_provisioning_package: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_remove_provisioning_package: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_change_system_time: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_edit_device_name: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_change_region: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_change_language: Option<bool>,
    #[graph(not_null)]
    pub(crate) settings_block_change_power_sleep: Option<bool>,
    #[graph(not_null)]
    pub(crate) location_services_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) microsoft_account_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) microsoft_account_block_settings_sync: Option<bool>,
    #[graph(not_null)]
    pub(crate) nfc_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) reset_protection_mode_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) screen_capture_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) storage_block_removable_storage: Option<bool>,
    #[graph(not_null)]
    pub(crate) storage_require_mobile_device_encryption: Option<bool>,
    #[graph(not_null)]
    pub(crate) usb_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) voice_recording_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) wi_fi_block_automatic_connect_hotspots: Option<bool>,
    #[graph(not_null)]
    pub(crate) wi_fi_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) wi_fi_block_manual_configuration: Option<bool>,
    pub(crate) wi_fi_scan_interval: Option<i32>,
    #[graph(not_null)]
    pub(crate) wireless_display_block_projection_to_this_device: Option<bool>,
    #[graph(not_null)]
    pub(crate) wireless_display_block_user_input_from_receiver: Option<bool>,
    #[graph(not_null)]
    pub(crate) wireless_display_require_pin_for_pairing: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_store_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) apps_allow_trusted_apps_sideloading: Option<StateManagementSetting>,
    #[graph(not_null)]
    pub(crate) windows_store_block_auto_update: Option<bool>,
    #[graph(not_null)]
    pub(crate) developer_unlock_setting: Option<StateManagementSetting>,
    #[graph(not_null)]
    pub(crate) shared_user_app_data_allowed: Option<bool>,
    #[graph(not_null)]
    pub(crate) apps_block_windows_store_originated_apps: Option<bool>,
    #[graph(not_null)]
    pub(crate) windows_store_enable_private_store_only: Option<bool>,
    #[graph(not_null)]
    pub(crate) storage_restrict_app_data_to_system_volume: Option<bool>,
    #[graph(not_null)]
    pub(crate) storage_restrict_app_install_to_system_volume: Option<bool>,
    #[graph(not_null)]
    pub(crate) game_dvr_blocked: Option<bool>,
    #[graph(not_null)]
    pub(crate) experience_block_device_discovery: Option<bool>,
    #[graph(not_null, name = "experienceBlockErrorDialogWhenNoSIM")]
    pub(crate) experience_block_error_dialog_when_no_sim: Option<bool>,
    #[graph(not_null)]
    pub(crate) experience_block_task_switcher: Option<bool>,
    #[graph(not_null)]
    pub(crate) logon_block_fast_user_switching: Option<bool>,
    #[graph(not_null)]
    pub(crate) tenant_lockdown_require_network_during_out_of_box_experience: Option<bool>,
    #[graph(not_null, name = "appManagementMSIAllowUserControlOverInstall")]
    pub(crate) app_management_msi_allow_user_control_over_install: Option<bool>,
    #[graph(not_null, name = "appManagementMSIAlwaysInstallWithElevatedPrivileges")]
    pub(crate) app_management_msi_always_install_with_elevated_privileges: Option<bool>,
    pub(crate) data_protection_block_direct_memory_access: Option<bool>,
    pub(crate) app_management_package_family_names_to_launch_after_log_on: Vec<String>,
    #[graph(not_null)]
    pub(crate) uninstall_built_in_apps: Option<bool>,
    pub(crate) configure_time_zone: Option<String>,
}

fn configuration() -> Windows10GeneralConfiguration {
    serde_json::from_str(REPLY).expect("our own reply")
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<Windows10GeneralConfiguration>(REPLY) {
        assert_reply_is_written_back::<Windows10GeneralConfiguration>(&page);
        assert_request_is_reproduced::<Windows10GeneralConfiguration>(&page, &by_setters(&page));
    }
}

#[test]
fn all_properties_are_declared_and_all_writable_ones_are_set() {
    let properties = Windows10GeneralConfiguration::ABOUT.structure().properties();
    assert_eq!(properties.len(), 293);
    let writable = properties
        .iter()
        .filter(|property| !property.is_read_only())
        .map(graph_entity::model::PropertyInfo::name);
    let own = Page::own_texts::<Windows10GeneralConfiguration>(REPLY);
    assert_eq!(
        by_setters(&own).iter().map(|(name, _)| name).collect::<Vec<_>>(),
        writable.collect::<Vec<_>>()
    );
}

#[test]
fn a_property_past_the_256th_may_be_absent_and_is_read() {
    let json = r#"{"configureTimeZone":"UTC","id":"1","uninstallBuiltInApps":true}"#;
    let configuration: Windows10GeneralConfiguration = serde_json::from_str(json).expect("a partial reply");
    assert_eq!(configuration.configure_time_zone.as_deref(), Some("UTC"));
    assert_eq!(configuration.uninstall_built_in_apps, Some(true));
    assert_eq!(configuration.edge_blocked, None);
}

#[test]
fn a_polymorphic_value_states_its_type_and_a_plain_complex_value_does_not() {
    let patch = Windows10GeneralConfiguration::patch()
        .edge_search_engine(
            EdgeSearchEngineCustom {
                edge_search_engine_open_search_xml_url: Some("https://example.com/a".into()),
            }
            .into(),
        )
        .network_proxy_server(Windows10NetworkProxyServer {
            address: None,
            exceptions: vec![],
            use_for_local_addresses: Some(true),
        })
        .edge_home_button_configuration(EdgeHomeButtonHidden {}.into());
    assert_eq!(
        json(&patch),
        serde_json::json!({
            "@odata.type": "#microsoft.graph.windows10GeneralConfiguration",
            "edgeHomeButtonConfiguration": { "@odata.type": "#microsoft.graph.edgeHomeButtonHidden" },
            "networkProxyServer": { "exceptions": [], "useForLocalAddresses": true },
            "edgeSearchEngine": {
                "@odata.type": "#microsoft.graph.edgeSearchEngineCustom",
                "edgeSearchEngineOpenSearchXmlUrl": "https://example.com/a",
            },
        })
    );
}

/// A random edit of a property.
fn edit(random: &mut Random, members: &mut serde_json::Map<String, serde_json::Value>) {
    let properties = Windows10GeneralConfiguration::ABOUT.structure().properties();
    let property = &properties[random.below(properties.len())];
    if property.is_read_only() {
        return;
    }
    if property.is_nullable() {
        members.remove(property.name());
    } else if property.kind().is_collection() {
        members.insert(property.name().to_owned(), serde_json::json!([]));
    }
}

#[test]
fn a_difference_applied_to_the_first_makes_the_second() {
    let mut random = Random::new();
    let before = configuration();
    for _ in 0..100 {
        let mut members: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(REPLY).expect("an object");
        for _ in 0..random.below(30) {
            edit(&mut random, &mut members);
        }
        let after: Windows10GeneralConfiguration = serde_json::from_value(members.into()).expect("a reply");
        for (from, to) in [(&before, &after), (&after, &before)] {
            let patch = Windows10GeneralConfigurationPatch::diff(from, to).expect("an update can make it");
            let mut made = from.clone();
            patch.apply(&mut made).expect("its own patch");
            assert_eq!(&made, to);
        }
    }
}

#[test]
fn every_read_only_property_in_json_is_reported() {
    let reply: serde_json::Value = serde_json::from_str(REPLY).expect("our own reply");
    let error = Windows10GeneralConfigurationPatch::<graph_entity::Update>::from_json(reply)
        .expect_err("a whole reply");
    let mut found = faults(&error);
    found.sort();
    assert_eq!(
        found,
        ["createdDateTime", "id", "lastModifiedDateTime", "supportsScopeTags"]
            .map(|name| format!("property `{name}` is read-only"))
    );
}

#[test]
fn every_property_is_found_only_by_its_name() {
    let info = Windows10GeneralConfiguration::ABOUT.structure();
    assert_eq!(info.properties().len(), 293);
    for (index, property) in info.properties().iter().enumerate() {
        assert_eq!(info.find(property.name(), usize::MAX), Some(index), "{}", property.name());
        assert_eq!(info.find(&format!("{}X", property.name()), usize::MAX), None);
    }
}
