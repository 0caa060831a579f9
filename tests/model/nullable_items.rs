//! Collections whose items may be null: `Vec<Option<...>>` wherever a collection is declared.

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Change, Client, Create, CreateBody, DateTimeOffset, Nullable, Patch, Presence, Property,
    from_slice, graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};
use serde_json::{Value, json};

const ENDPOINT: &str = "https://graph.microsoft.com";

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
enum State {
    Active,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Label {
    text: Option<String>,
    notes: Vec<Option<String>>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Setting {
    Label(Label),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

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

type Tags = Vec<Option<String>>;

#[graph_entity(path = "/deviceManagement/devices/{deviceId}", operations(get, list, create, update, delta))]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
    tags: Tags,
    states: Vec<Option<State>>,
    labels: Option<Vec<Option<Label>>>,
    settings: Vec<Option<Setting>>,
    seen: Vec<Option<DateTimeOffset>>,
    anything: Vec<Option<Value>>,
    #[graph(navigation)]
    owners: Vec<Option<User>>,
    #[graph(navigation)]
    members: Option<Vec<Option<DirectoryObject>>>,
}

const DEVICE: &str = r#"{"id":"1","tags":["a",null],"states":[null,"active"],"labels":[{"text":"x","notes":[null,"n"]},null],"settings":[null],"seen":["2017-01-01T00:02:58Z",null],"anything":[null,{"b":1}]}"#;

fn device() -> Device {
    from_slice(DEVICE.as_bytes()).expect("a device")
}

fn client(body: &str) -> Client {
    let body = Bytes::from(body.to_owned());
    let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(body.clone()));
    let token = AccessToken::new("token-of-a-test").expect("a token");
    Client::builder().credential(token).transport(transport).build().expect("a client")
}

#[graph_action(path = "/deviceManagement/devices/{deviceId}/listTags", result = Vec<Option<String>>)]
#[derive(Debug, Default)]
struct ListTags {
    given: Vec<Option<String>>,
    maybe: Option<Nullable<Vec<Option<i32>>>>,
    labels: Option<Vec<Option<Label>>>,
}

#[graph_function(path = "/deviceManagement/getStates", result = Vec<Option<State>>)]
struct GetStates {
    of: Vec<Option<i32>>,
}

#[graph_function(path = "/deviceManagement/getOwners", result = Vec<Option<User>>)]
struct GetOwners {
    name: String,
}

#[graph_function(path = "/deviceManagement/getLabels", result = Vec<Option<Label>>)]
struct GetLabels {
    name: String,
}

#[graph_function(path = "/deviceManagement/getAny", result = Vec<Option<Value>>)]
struct GetAny {
    name: String,
}

#[graph_function(path = "/deviceManagement/getTags", result = Tags)]
struct GetTags {
    name: String,
}

#[tokio::test]
async fn an_action_or_a_function_returns_them() {
    let tags = client(r#"{"value":["a",null]}"#);
    let page = ListTags::default().call("1").send(&tags).await.expect("a page").into_value();
    assert_eq!((page.items, page.unreadable.len()), (vec![Some("a".to_owned()), None], 0));
    let items = ListTags::default().call("1").items(&tags).into_vec().await.expect("items");
    assert_eq!(items, [Some("a".to_owned()), None]);
    let named = GetTags { name: "x".to_owned() }.call().send(&tags).await.expect("tags").into_value();
    assert_eq!(named, [Some("a".to_owned()), None]);

    let states = client(r#"{"value":[null,"active"]}"#);
    let items = GetStates { of: vec![] }.call().items(&states).into_vec().await.expect("items");
    assert_eq!(items, [None, Some(State::Active)]);

    let labels = client(r#"{"value":[null,{"text":"x","notes":[]}]}"#);
    let items = GetLabels { name: "x".to_owned() }.call().items(&labels).into_vec().await.expect("items");
    assert_eq!(items, [None, Some(Label { text: Some("x".to_owned()), notes: vec![] })]);

    let any = client(r#"{"value":[null,{"a":[null]}]}"#);
    let items = GetAny { name: "x".to_owned() }.call().items(&any).into_vec().await.expect("items");
    assert_eq!(items, [None, Some(json!({ "a": [null] }))]);
}

#[tokio::test]
async fn an_unreadable_item_beside_a_null_one_is_an_error_by_itself() {
    let client = client(r#"{"value":[null,{"id":"1"},{"id":"2","displayName":5},null]}"#);
    let page = GetOwners { name: "x".to_owned() }
        .call()
        .select(User::DISPLAY_NAME)
        .filter(User::DISPLAY_NAME.eq("x"))
        .top(5)
        .send(&client)
        .await
        .expect("a page")
        .into_value();
    let ids: Vec<_> = page.items.iter().map(|user| user.as_ref().map(|user| &user.id[..])).collect();
    assert_eq!(ids, [None, Some("1"), None]);
    let unreadable: Vec<_> = page.unreadable.iter().map(|item| (item.index, item.id.as_deref())).collect();
    assert_eq!(unreadable, [(2, Some("2"))]);
    assert_eq!(page.unreadable[0].error.property.as_deref(), Some("value[2].displayName"));
}

#[test]
fn they_are_parameters() {
    let http = ListTags {
        given: vec![Some("a".to_owned()), None],
        maybe: Some(vec![None, Some(7)].into()),
        labels: Some(vec![None]),
    }
    .call("1")
    .to_http(ENDPOINT)
    .expect("a request");
    assert_eq!(http.body(), r#"{"given":["a",null],"maybe":[null,7],"labels":[null]}"#);
    let http = GetStates { of: vec![None, Some(1)] }.call().to_http(ENDPOINT).expect("a request");
    assert_eq!(http.uri().path(), "/v1.0/deviceManagement/getStates(of=%5Bnull%2C1%5D)");
}

#[test]
fn they_are_properties_of_patches_bodies_and_differences() {
    let device = device();
    assert_eq!(
        serde_json::from_str::<Value>(&serde_json::to_string(&device).expect("JSON")).expect("JSON"),
        serde_json::from_str::<Value>(DEVICE)
            .map(|mut whole| {
                whole["@odata.type"] = "#microsoft.graph.device".into();
                whole["owners"] = json!([]);
                whole
            })
            .expect("JSON")
    );
    let patch = Device::patch()
        .tags(vec![None, Some("b".to_owned())])
        .states(vec![None])
        .labels(vec![None, Some(Label { text: None, notes: vec![None] })])
        .settings(vec![None, Some(Setting::Label(Label { text: None, notes: vec![] }))]);
    assert_eq!(patch.get("tags"), Some(r#"[null,"b"]"#));
    assert_eq!(patch.get("states"), Some("[null]"));
    assert_eq!(patch.get("labels"), Some(r#"[null,{"text":null,"notes":[null]}]"#));
    assert_eq!(
        patch.get("settings"),
        Some(r##"[null,{"@odata.type":"#microsoft.graph.label","text":null,"notes":[]}]"##)
    );
    let mut changed = device.clone();
    patch.apply(&mut changed).expect("the same types");
    assert_eq!((&changed.tags[..], changed.states.len()), (&[None, Some("b".to_owned())][..], 1));
    let diff = DevicePatch::diff(&device, &changed).expect("a patch");
    assert_eq!(diff.get("tags"), Some(r#"[null,"b"]"#));
    let read = DevicePatch::<Create>::from_json(json!({ "tags": [null], "seen": [null] })).expect("a body");
    assert_eq!((read.get("tags"), read.get("seen")), (Some("[null]"), Some("[null]")));
}

#[test]
fn conditions_are_on_the_values_of_items() {
    let filter = Device::TAGS.any(|tag| tag.clone().eq("0").or(tag.starts_with("x")));
    assert_eq!(filter.to_string(), "tags/any(x:x eq '0' or startswith(x,'x'))");
    assert_eq!(Device::TAGS.any(Property::is_null).to_string(), "tags/any(x:x eq null)");
    assert_eq!(
        Device::STATES.all(|state| state.ne(State::Active)).to_string(),
        "states/all(x:x ne 'active')"
    );
    let nested = Device::LABELS.any(|label| label.then(Label::NOTES).any(|note| note.eq("n")));
    assert_eq!(nested.to_string(), "labels/any(x:x/notes/any(x1:x1 eq 'n'))");
    let of_type = Device::SETTINGS.any(|setting| setting.cast::<Label>().then(Label::TEXT).eq("t"));
    assert_eq!(of_type.to_string(), "settings/any(x:x/microsoft.graph.label/text eq 't')");
    assert_eq!(
        Device::OWNERS.any(|owner| owner.then(User::ID).eq("1")).to_string(),
        "owners/any(x:x/id eq '1')"
    );
}

#[test]
fn they_are_relationships() {
    let get = Device::at("1").get().expand(Device::OWNERS.expand().select(User::DISPLAY_NAME));
    let http = get.to_http(ENDPOINT).expect("a request");
    assert_eq!(http.uri().query(), Some("$expand=owners($select=displayName,id)"));
    let http = Device::at("1").link(Device::OWNERS, User::at("7")).to_http(ENDPOINT).expect("a request");
    assert_eq!(http.uri().path(), "/v1.0/deviceManagement/devices/1/owners/$ref");
    assert!(Device::at("1").link(Device::MEMBERS, User::at("7")).to_http(ENDPOINT).is_ok());
    let http = Device::at("1").unlink(Device::MEMBERS, "7").to_http(ENDPOINT).expect("a request");
    assert_eq!(http.uri().path(), "/v1.0/deviceManagement/devices/1/members/7/$ref");

    let body = Device::new_body().bind_owners([User::at("7")]).bind_members(vec![User::at("8")]);
    assert_eq!(body.get("owners@odata.bind"), Some(r#"["{endpoint}/v1.0/users/7"]"#));
    assert_eq!(body.get("members@odata.bind"), Some(r#"["{endpoint}/v1.0/users/8"]"#));
    let body = Device::new_body()
        .owners(vec![User::new_body().display_name("x")])
        .members(vec![CreateBody::from(User::new_body().display_name("y"))]);
    let user =
        |name: &str| format!(r##"[{{"@odata.type":"#microsoft.graph.user","displayName":"{name}"}}]"##);
    assert_eq!((body.get("owners"), body.get("members")), (Some(&user("x")[..]), Some(&user("y")[..])));
    let read = DevicePatch::<Create>::from_json(json!({ "owners": [null, { "displayName": "x" }] }));
    let expected = format!("[null,{}", &user("x")[1..]);
    assert_eq!(read.expect("a body").get("owners"), Some(&expected[..]));
}

#[tokio::test]
async fn they_are_parts_of_changes() {
    let page = r#"{"value":[{"id":"1","tags":[null,"a"],"owners@delta":[{"id":"2"}]}],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/deviceManagement/devices/delta?$deltatoken=a"}"#;
    let Some(Ok(Change::Changed(change))) = Device::within().delta().changes(&client(page)).next().await
    else {
        panic!("one item was changed")
    };
    assert_eq!(change.get(Device::TAGS).expect("tags"), Presence::Value(vec![None, Some("a".to_owned())]));
    assert_eq!(change.related(Device::OWNERS).expect("owners").len(), 1);
    let mut device = device();
    change.apply_to(&mut device).expect("a change");
    assert_eq!(device.tags, [None, Some("a".to_owned())]);
}
