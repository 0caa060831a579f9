//! An entity with a type cast in its address.

use graph_entity::{graph_entity, graph_enum};

use crate::{ENDPOINT, Page, assert_reply_is_written_back, assert_request_is_reproduced};

const REPLY: &str = include_str!("windows_privacy_data_access_control_item/reply.json");

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}/microsoft.graph.windows10GeneralConfiguration/privacyAccessControls/{windowsPrivacyDataAccessControlItemId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WindowsPrivacyDataAccessControlItem {
    pub(crate) id: String,
    #[graph(not_null)]
    pub(crate) access_level: Option<WindowsPrivacyDataAccessLevel>,
    #[graph(not_null)]
    pub(crate) data_category: Option<WindowsPrivacyDataCategory>,
    pub(crate) app_package_family_name: Option<String>,
    pub(crate) app_display_name: Option<String>,
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsPrivacyDataAccessLevel {
    NotConfigured,
    ForceAllow,
    ForceDeny,
    UserInControl,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WindowsPrivacyDataCategory {
    NotConfigured,
    AccountInfo,
    AppsRunInBackground,
    Calendar,
    CallHistory,
    Camera,
    Contacts,
    DiagnosticsInfo,
    Email,
    Location,
    Messaging,
    Microphone,
    Motion,
    Notifications,
    Phone,
    Radios,
    Tasks,
    SyncWithDevices,
    TrustedDevices,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn by_setters(page: &Page) -> WindowsPrivacyDataAccessControlItemPatch {
    WindowsPrivacyDataAccessControlItem::patch()
        .access_level(page.value("accessLevel"))
        .data_category(page.value("dataCategory"))
        .app_package_family_name(page.text("appPackageFamilyName"))
        .app_display_name(page.text("appDisplayName"))
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<WindowsPrivacyDataAccessControlItem>(REPLY) {
        assert_reply_is_written_back::<WindowsPrivacyDataAccessControlItem>(&page);
        assert_request_is_reproduced::<WindowsPrivacyDataAccessControlItem>(&page, &by_setters(&page));
    }
}

#[test]
fn the_cast_is_a_segment_between_the_two_ids() {
    let patch =
        WindowsPrivacyDataAccessControlItem::patch().data_category(WindowsPrivacyDataCategory::Camera);
    let request = WindowsPrivacyDataAccessControlItem::update("c 1", "i/2".replace('/', "-"), patch);
    let request = request.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(
        request.uri().path(),
        "/beta/deviceManagement/deviceConfigurations/c%201/microsoft.graph.windows10GeneralConfiguration/privacyAccessControls/i-2"
    );
}
