//! A derived configuration: times of day, a collection of enumeration members, a collection of complex
//! values.

use graph_entity::{DateTimeOffset, TimeOfDay, graph_complex, graph_entity, graph_enum};

use crate::device_configuration::{
    DeviceManagementApplicabilityRuleDeviceMode, DeviceManagementApplicabilityRuleOsEdition,
    DeviceManagementApplicabilityRuleOsVersion,
};
use crate::{Page, assert_reply_is_written_back, assert_request_is_reproduced, json};

pub(crate) const REPLY: &str = include_str!("ios_update_configuration/reply.json");

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IosUpdateConfiguration {
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
    pub(crate) is_enabled: Option<bool>,
    #[graph(not_null)]
    pub(crate) active_hours_start: Option<TimeOfDay>,
    #[graph(not_null)]
    pub(crate) active_hours_end: Option<TimeOfDay>,
    pub(crate) desired_os_version: Option<String>,
    pub(crate) scheduled_install_days: Vec<DayOfWeek>,
    pub(crate) utc_time_offset_in_minutes: Option<i32>,
    pub(crate) enforced_software_update_delay_in_days: Option<i32>,
    #[graph(not_null)]
    pub(crate) update_schedule_type: Option<IosSoftwareUpdateScheduleType>,
    pub(crate) custom_update_time_windows: Vec<CustomUpdateTimeWindow>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomUpdateTimeWindow {
    #[graph(not_null)]
    pub(crate) start_day: Option<DayOfWeek>,
    #[graph(not_null)]
    pub(crate) end_day: Option<DayOfWeek>,
    #[graph(not_null)]
    pub(crate) start_time: Option<TimeOfDay>,
    #[graph(not_null)]
    pub(crate) end_time: Option<TimeOfDay>,
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DayOfWeek {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum IosSoftwareUpdateScheduleType {
    UpdateOutsideOfActiveHours,
    AlwaysUpdate,
    UpdateDuringTimeWindows,
    UpdateOutsideOfTimeWindows,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn by_setters(page: &Page) -> IosUpdateConfigurationPatch {
    IosUpdateConfiguration::patch()
        .role_scope_tag_ids(page.value("roleScopeTagIds"))
        .device_management_applicability_rule_os_edition(
            page.value("deviceManagementApplicabilityRuleOsEdition"),
        )
        .device_management_applicability_rule_os_version(
            page.value("deviceManagementApplicabilityRuleOsVersion"),
        )
        .device_management_applicability_rule_device_mode(
            page.value("deviceManagementApplicabilityRuleDeviceMode"),
        )
        .description(page.text("description"))
        .display_name(page.text("displayName"))
        .version(page.value("version"))
        .is_enabled(page.value("isEnabled"))
        .active_hours_start(page.value("activeHoursStart"))
        .active_hours_end(page.value("activeHoursEnd"))
        .desired_os_version(page.text("desiredOsVersion"))
        .scheduled_install_days(page.value("scheduledInstallDays"))
        .utc_time_offset_in_minutes(page.value("utcTimeOffsetInMinutes"))
        .enforced_software_update_delay_in_days(page.value("enforcedSoftwareUpdateDelayInDays"))
        .update_schedule_type(page.value("updateScheduleType"))
        .custom_update_time_windows(page.value("customUpdateTimeWindows"))
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<IosUpdateConfiguration>(REPLY) {
        assert_reply_is_written_back::<IosUpdateConfiguration>(&page);
        assert_request_is_reproduced::<IosUpdateConfiguration>(&page, &by_setters(&page));
    }
}

#[test]
fn a_time_of_day_keeps_its_seven_digits() {
    let start: TimeOfDay = "12:00:05.5020000".parse().expect("a time of day");
    let window = CustomUpdateTimeWindow {
        start_day: Some(DayOfWeek::Sunday),
        end_day: Some(DayOfWeek::Monday),
        start_time: Some(start),
        end_time: None,
    };
    let patch =
        IosUpdateConfiguration::patch().active_hours_start(start).custom_update_time_windows(vec![window]);
    assert_eq!(patch.get("activeHoursStart"), Some(r#""12:00:05.5020000""#));
    // `endTime` is never null, so that an unset one is omitted.
    assert_eq!(
        json(&patch)["customUpdateTimeWindows"],
        serde_json::json!([{ "startDay": "sunday", "endDay": "monday", "startTime": "12:00:05.5020000" }])
    );
}

#[test]
fn a_collection_of_enumeration_members_is_set_and_cleared_as_a_whole() {
    let patch = IosUpdateConfiguration::patch()
        .scheduled_install_days(vec![DayOfWeek::Friday, DayOfWeek::from("holiday")])
        .clear_custom_update_time_windows();
    assert_eq!(patch.get("scheduledInstallDays"), Some(r#"["friday","holiday"]"#));
    assert_eq!(patch.get("customUpdateTimeWindows"), Some("[]"));
}
