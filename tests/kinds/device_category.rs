//! An entity with a field for undeclared properties, and with its `ETag`.

use graph_entity::{Additional, Create, Patch, PatchBody, Update, graph_entity};
use serde_json::json;

use crate::{ENDPOINT, faults};

#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceCategory {
    pub(crate) id: String,
    #[graph(name = "@odata.etag")]
    pub(crate) etag: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(create_only)]
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(additional)]
    pub(crate) extra: Additional,
}

const REPLY: &str = r##"{
    "@odata.context": "https://graph.microsoft.com/beta/$metadata#deviceManagement/deviceCategories/$entity",
    "@odata.type": "#microsoft.graph.deviceCategory",
    "@odata.etag": "W/\"7\"",
    "id": "1",
    "displayName@odata.type": "String",
    "displayName": "Kiosk",
    "colour": { "red": 1, "@odata.type": "x.y" },
    "roleScopeTagIds@odata.count": 1,
    "roleScopeTagIds": ["0"],
    "members@odata.nextLink": "https://graph.microsoft.com/next",
    "rank": 9007199254740993
}"##;

fn category() -> DeviceCategory {
    serde_json::from_str(REPLY).expect("our own reply")
}

#[test]
fn undeclared_properties_are_kept_in_their_order() {
    let extra = category().extra;
    assert_eq!(extra.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["colour", "rank"]);
    assert_eq!(extra.get("colour"), Some(&json!({ "red": 1, "@odata.type": "x.y" })));
    assert_eq!(extra.get("rank").and_then(serde_json::Value::as_i64), Some(9_007_199_254_740_993));
}

#[test]
fn a_copy_holds_all_properties_and_the_etag() {
    let copy = crate::json(category());
    assert_eq!(
        copy,
        json!({
            "@odata.type": "#microsoft.graph.deviceCategory",
            "id": "1",
            "@odata.etag": "W/\"7\"",
            "displayName": "Kiosk",
            "roleScopeTagIds": ["0"],
            "colour": { "red": 1, "@odata.type": "x.y" },
            "rank": 9_007_199_254_740_993_i64,
        })
    );
    assert_eq!(serde_json::from_value::<DeviceCategory>(copy).expect("a copy"), category());
}

#[test]
fn the_etag_is_the_condition_of_an_update_and_not_part_of_its_body() {
    let etag = category().etag.expect("an ETag");
    let patch = DeviceCategory::patch().display_name("Lobby");
    let request = DeviceCategory::update("1", patch).if_match(&etag).to_http(ENDPOINT).expect("valid");
    assert_eq!(request.headers()["if-match"], "W/\"7\"");
    assert_eq!(
        request.body(),
        r##"{"@odata.type":"#microsoft.graph.deviceCategory","displayName":"Lobby"}"##
    );
}

#[test]
fn undeclared_properties_are_neither_sent_nor_compared() {
    let before = category();
    let mut after = before.clone();
    after.extra = Additional::new();
    assert!(DeviceCategoryPatch::diff(&before, &after).expect("nothing to send").is_empty());
    let error = DeviceCategoryPatch::<Update>::from_json(json!({ "colour": "red" })).expect_err("unknown");
    assert_eq!(faults(&error), ["there is no property \"colour\""]);
}

#[test]
fn an_etag_in_json_is_ignored_like_any_annotation() {
    let json = json!({ "@odata.etag": "W/\"7\"", "@odata.context": "x", "displayName": "Lobby" });
    match DeviceCategoryPatch::<Update>::from_json(json) {
        Ok(patch) => assert_eq!(patch.iter().collect::<Vec<_>>(), [("displayName", "\"Lobby\"")]),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_patch_is_read_by_serde_with_every_fault_named() {
    let read =
        |json: &str| serde_json::from_str::<DeviceCategoryPatch>(json).map_err(|error| error.to_string());
    let patch = read(r#"{"displayName":"Lobby","description":null}"#).expect("a patch");
    assert_eq!(patch, DeviceCategory::patch().display_name("Lobby").clear_description());
    let sent = serde_json::to_string(&patch).expect("JSON");
    assert_eq!(read(&sent).expect("what is sent"), patch);

    let is_named = |json: &str, words: &[&str]| {
        let error = read(json).expect_err(json);
        assert!(words.iter().all(|words| error.contains(words)), "{json}: {error}");
    };
    is_named(r#"{"id":"1","colour":"red"}"#, &["property `id` is read-only", "no property \"colour\""]);
    is_named(r#"{"displayName":"a","displayName":"b"}"#, &["property \"displayName\" is there twice"]);
    is_named(r#"["displayName"]"#, &["a patch of microsoft.graph.deviceCategory, which is a JSON object"]);
    is_named(r#"{"displayName":1}"#, &["property `displayName`: "]);
    is_named(r#"{"roleScopeTagIds":["0"]}"#, &["`roleScopeTagIds` is set only on create"]);
    let body = serde_json::from_str::<DeviceCategoryPatch<Create>>(r#"{"roleScopeTagIds":["0"]}"#);
    assert_eq!(body.expect("a create"), DeviceCategory::new_body().role_scope_tag_ids(vec!["0".into()]));
}

#[test]
fn a_different_etag_is_not_a_difference() {
    let before = category();
    let mut after = before.clone();
    after.etag = Some("W/\"8\"".into());
    after.description = Some("By the door".into());
    match DeviceCategoryPatch::diff(&before, &after) {
        Ok(patch) => assert_eq!(patch.iter().collect::<Vec<_>>(), [("description", "\"By the door\"")]),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_create_only_property_is_set_only_on_create() {
    let body: PatchBody<Create> =
        DeviceCategory::new_body().role_scope_tag_ids(vec!["0".into()]).display_name("Kiosk").into();
    assert_eq!(
        body.into_bytes().expect("a body without faults"),
        r##"{"@odata.type":"#microsoft.graph.deviceCategory","displayName":"Kiosk","roleScopeTagIds":["0"]}"##
    );
    let json = json!({ "displayName": "Kiosk", "roleScopeTagIds": ["0"] });
    let body = DeviceCategoryPatch::<Create>::from_json(json.clone()).expect("a create");
    assert_eq!(body, DeviceCategory::new_body().display_name("Kiosk").role_scope_tag_ids(vec!["0".into()]));
    let error = DeviceCategoryPatch::<Update>::from_json(json).expect_err("set only on create");
    assert_eq!(faults(&error), ["property `roleScopeTagIds` is set only on create"]);
}

#[test]
fn a_difference_in_a_create_only_property_is_refused() {
    let before = category();
    let mut after = before.clone();
    after.role_scope_tag_ids.push("1".into());
    let error = DeviceCategoryPatch::diff(&before, &after).expect_err("set only on create");
    assert_eq!(faults(&error), ["property `roleScopeTagIds` is set only on create"]);
}

#[test]
fn an_empty_create_is_sent_and_an_empty_update_is_not() {
    let body: PatchBody<Create> = DeviceCategory::new_body().into();
    assert_eq!(
        body.into_bytes().expect("a body without faults"),
        r##"{"@odata.type":"#microsoft.graph.deviceCategory"}"##
    );
    let body: PatchBody = DeviceCategory::patch().into();
    crate::refusal(body.into_bytes());
}
