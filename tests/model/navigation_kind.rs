//! Which properties may contain entities: navigation properties, properties that are marked `differs`, and
//! parameters.

use graph_entity::model::Structured as _;
use graph_entity::{Flags, from_slice, graph_action, graph_complex, graph_entity, graph_enum, graph_one_of};
use serde_json::{Value, json};

#[graph_entity(path = "/users/{userId}")]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
    display_name: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum DirectoryObject {
    User(User),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

/// A choice of complex types, which may be a plain property.
#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Setting {
    Text(TextSetting),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct TextSetting {
    text: Option<String>,
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
enum Day {
    Monday,
    Tuesday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
#[derive(Debug, Clone, PartialEq)]
struct ManagedDevice {
    id: String,
    #[graph(navigation)]
    users: Vec<User>,
    #[graph(navigation)]
    owner: Option<DirectoryObject>,
    setting: Option<Setting>,
    settings: Vec<Setting>,
    days: Option<Flags<Day>>,
    result: Option<InvokeActionResult>,
}

/// A complex type with a plain property of an entity type, as in the published metadata.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct InvokeActionResult {
    #[graph(differs = "the metadata has a property of an entity type here")]
    user: Option<User>,
    #[graph(differs = "the same, of a choice")]
    objects: Vec<DirectoryObject>,
}

#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/assign", result = Vec<User>)]
#[derive(Debug)]
struct Assign {
    user: User,
    others: Option<Vec<DirectoryObject>>,
}

#[test]
fn a_property_that_differs_holds_an_entity() {
    let json = json!({
        "id": "1",
        "result": { "user": { "id": "2" }, "objects": [{ "@odata.type": "#microsoft.graph.user", "id": "3" }] },
    });
    let device: ManagedDevice = from_slice(json.to_string().as_bytes()).expect("a device");
    let result = device.result.expect("a result");
    assert_eq!(result.user.as_ref().map(|user| &user.id[..]), Some("2"));
    assert!(matches!(&result.objects[..], [DirectoryObject::User(user)] if user.id == "3"));
    let patch = ManagedDevice::patch().result(result);
    let sent: Value = serde_json::from_str(patch.get("result").expect("a result")).expect("JSON");
    assert_eq!(sent["user"], json!({ "@odata.type": "#microsoft.graph.user", "id": "2" }));
    let user = InvokeActionResult::INFO.property("user").expect("a property");
    assert!(!user.is_navigation());
}

#[test]
fn a_parameter_may_be_an_entity() {
    let user = User { id: "2".into(), display_name: None };
    let others = Some(vec![DirectoryObject::User(user.clone())]);
    let http = Assign { user, others }.call("1").to_http("https://graph.microsoft.com").expect("a request");
    let sent: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!((&sent["user"]["id"], &sent["others"][0]["id"]), (&json!("2"), &json!("2")));
}

#[test]
fn a_set_of_flags_is_a_property() {
    let patch = ManagedDevice::patch().days(Day::Monday.into());
    assert_eq!(patch.get("days"), Some(r#""monday""#));
}
