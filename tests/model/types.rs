//! The type that a value is read as: the declared one, or a derived one whose name is kept, but never another
//! one.

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Client, ErrorKind, Patch, PatchErrorKind, ReadErrorKind, ReplyErrorKind, Update, from_slice,
    graph_complex, graph_entity, graph_one_of,
};
use serde_json::json;

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
struct WindowsUpdateForBusinessConfiguration {
    id: String,
    display_name: Option<String>,
    window: Option<InstallWindow>,
    windows: Vec<InstallWindow>,
    open: Option<OpenWindow>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct InstallWindow {
    hours: Option<i32>,
}

/// A complex type with derived types.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct OpenWindow {
    #[graph(derived)]
    odata_type: Option<String>,
    hours: Option<i32>,
}

#[graph_entity(path = "/users/{userId}")]
#[derive(Debug, Clone, PartialEq)]
struct User {
    #[graph(derived)]
    odata_type: Option<String>,
    id: String,
    display_name: Option<String>,
    manager_name: Option<String>,
}

#[graph_entity(path = "/quiet/{quietId}", odata_type = never)]
#[derive(Debug, Clone, PartialEq)]
struct Quiet {
    id: String,
    name: Option<String>,
    #[graph(derived)]
    kind: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum DirectoryObject {
    User(User),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

const OTHER: &str = r##"{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1"}"##;

fn client(body: &'static str) -> Client {
    let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(Bytes::from(body)));
    let token = AccessToken::new("token-of-a-test").expect("a token");
    Client::builder().credential(token).transport(transport).build().expect("a client")
}

#[test]
fn a_value_of_another_type_is_an_error_with_both_names_and_the_ways_out() {
    for json in [OTHER, r#"{"id":"1","@odata.type":"microsoft.graph.iosCustomConfiguration"}"#] {
        let error =
            from_slice::<WindowsUpdateForBusinessConfiguration>(json.as_bytes()).expect_err("another type");
        assert_eq!((error.kind, error.property.as_deref()), (ReadErrorKind::OtherType, None));
        for words in [
            "`microsoft.graph.windowsUpdateForBusinessConfiguration`",
            "`microsoft.graph.iosCustomConfiguration`",
            "#[graph(derived)]",
            "is_of",
            "read_as",
            "#[graph_one_of]",
        ] {
            assert!(error.message.contains(words), "{words}: {error}");
        }
        assert!(serde_json::from_str::<WindowsUpdateForBusinessConfiguration>(json).is_err());
    }
}

#[test]
fn its_own_type_is_read_in_every_spelling() {
    for name in [
        "#microsoft.graph.windowsUpdateForBusinessConfiguration",
        "microsoft.graph.windowsUpdateForBusinessConfiguration",
        "#Microsoft.Graph.WindowsUpdateForBusinessConfiguration",
        "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.windowsUpdateForBusinessConfiguration",
    ] {
        for json in [json!({ "@odata.type": name, "id": "1" }), json!({ "id": "1", "@odata.type": name })] {
            let read = from_slice::<WindowsUpdateForBusinessConfiguration>(json.to_string().as_bytes());
            assert_eq!(read.expect("its own type").id, "1", "{name}");
        }
    }
    let read = from_slice::<WindowsUpdateForBusinessConfiguration>(br#"{"id":"1","@odata.type":null}"#);
    assert!(read.is_ok());
}

#[test]
fn values_within_values_are_held_to_it_too() {
    let other = json!({ "@odata.type": "#microsoft.graph.otherWindow", "hours": 1 });
    for (json, place) in [
        (json!({ "id": "1", "window": other }), "window"),
        (json!({ "id": "1", "windows": [{ "hours": 1 }, other] }), "windows[1]"),
    ] {
        let error = from_slice::<WindowsUpdateForBusinessConfiguration>(json.to_string().as_bytes());
        let error = error.expect_err("another type");
        assert_eq!(
            (error.kind, error.property.as_deref()),
            (ReadErrorKind::OtherType, Some(place)),
            "{error}"
        );
    }
    let json = json!({ "id": "1", "open": other });
    let read: WindowsUpdateForBusinessConfiguration =
        from_slice(json.to_string().as_bytes()).expect("derived");
    assert_eq!(
        read.open.as_ref().and_then(|open| open.odata_type.as_deref()),
        Some("#microsoft.graph.otherWindow")
    );
    // It is written back with its type, which other complex values omit.
    let mut changed = read.clone();
    changed.open.as_mut().expect("a window").hours = Some(2);
    let patch = WindowsUpdateForBusinessConfigurationPatch::diff(&read, &changed).expect("a difference");
    assert_eq!(patch.get("open"), Some(r##"{"@odata.type":"#microsoft.graph.otherWindow","hours":2}"##));
}

#[test]
fn a_derived_type_is_kept_and_written_back() {
    let json =
        r##"{"@odata.type":"#microsoft.graph.agentUser","id":"1","displayName":"A","agentOnly":true}"##;
    let before: User = from_slice(json.as_bytes()).expect("a derived type");
    assert_eq!(before.odata_type.as_deref(), Some("#microsoft.graph.agentUser"));
    let mut after = before.clone();
    after.display_name = Some("B".to_owned());
    let patch = UserPatch::diff(&before, &after).expect("a difference");
    let http = User::update("1", patch).to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(http.body(), r##"{"@odata.type":"#microsoft.graph.agentUser","displayName":"B"}"##);
    assert!(serde_json::to_string(&before).expect("JSON").contains("#microsoft.graph.agentUser"));

    // A value without a type name, or with that of the declared type, is of the declared type.
    for json in [r#"{"id":"1"}"#, r##"{"id":"1","@odata.type":"#microsoft.graph.user"}"##] {
        let before: User = from_slice(json.as_bytes()).expect("a user");
        let after = User { display_name: Some("B".to_owned()), ..before.clone() };
        let patch = UserPatch::diff(&before, &after).expect("a difference");
        let body = serde_json::to_string(&patch).expect("JSON");
        assert_eq!(body, r##"{"@odata.type":"#microsoft.graph.user","displayName":"B"}"##);
    }
    let after = User { odata_type: Some("#microsoft.graph.user".to_owned()), ..before.clone() };
    let error = UserPatch::diff(&before, &after).expect_err("an entity does not change its type");
    assert!(matches!(error.kinds(), [PatchErrorKind::OtherType { .. }]), "{error}");
}

#[test]
fn an_entity_that_says_no_type_says_a_derived_one() {
    let read = |json: &str| from_slice::<Quiet>(json.as_bytes()).expect("a reply");
    for (json, expected) in [
        (
            r##"{"id":"1","@odata.type":"#microsoft.graph.loud"}"##,
            r##"{"@odata.type":"#microsoft.graph.loud","name":"n"}"##,
        ),
        (r##"{"id":"1","@odata.type":"#microsoft.graph.quiet"}"##, r#"{"name":"n"}"#),
        (r#"{"id":"1"}"#, r#"{"name":"n"}"#),
    ] {
        let before = read(json);
        let after = Quiet { name: Some("n".to_owned()), ..before.clone() };
        let patch = QuietPatch::diff(&before, &after).expect("a difference");
        let http = Quiet::update("1", patch).to_http("https://graph.microsoft.com").expect("a request");
        assert_eq!(http.body(), expected);
        assert_eq!(read(&serde_json::to_string(&before).expect("JSON")), before, "a copy keeps the name");
    }
}

#[test]
fn json_of_a_derived_type_makes_a_patch_of_it() {
    let json = json!({ "displayName": "B", "@odata.type": "#microsoft.graph.agentUser" });
    let patch = UserPatch::<Update>::from_json(json).expect("a derived type");
    let http = User::update("1", patch).to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(http.body(), r##"{"@odata.type":"#microsoft.graph.agentUser","displayName":"B"}"##);

    let json = json!({ "displayName": "B", "@odata.type": "#MICROSOFT.GRAPH.windowsUpdateForBusinessConfiguration" });
    assert!(
        WindowsUpdateForBusinessConfigurationPatch::<Update>::from_json(json).is_ok(),
        "its own, in other letters"
    );
    for name in [json!("#microsoft.graph.other"), json!(""), json!(7), json!("#a\"b")] {
        let json = json!({ "displayName": "B", "@odata.type": name });
        let error =
            WindowsUpdateForBusinessConfigurationPatch::<Update>::from_json(json).expect_err("another type");
        assert!(matches!(error.kinds(), [PatchErrorKind::OtherType { .. }]), "{error}");
    }
    assert!(UserPatch::<Update>::from_json(json!({ "@odata.type": "#a\"b", "displayName": "B" })).is_err());
}

#[test]
fn a_choice_keeps_what_its_variant_keeps() {
    let json = r##"{"id":"1","@odata.type":"#MICROSOFT.graph.User"}"##;
    assert!(matches!(from_slice(json.as_bytes()), Ok(DirectoryObject::User(_))));
    let json = r##"{"id":"1","@odata.type":"#microsoft.graph.agentUser"}"##;
    assert!(matches!(from_slice(json.as_bytes()), Ok(DirectoryObject::Unrecognized(_))));
}

#[tokio::test]
async fn a_reply_of_another_type_is_a_named_error() {
    let client = client(OTHER);
    let error =
        WindowsUpdateForBusinessConfiguration::at("1").get().send(&client).await.expect_err("another type");
    assert_eq!(
        (error.kind(), error.reply_error_kind()),
        (ErrorKind::WrongType, Some(ReplyErrorKind::OtherType))
    );
    assert!(!error.write_in_doubt() && !error.to_string().contains("the write"), "{error}");

    let patch = WindowsUpdateForBusinessConfiguration::patch().display_name("x");
    let error = WindowsUpdateForBusinessConfiguration::update("1", patch)
        .send(&client)
        .await
        .expect_err("another type");
    assert!(error.write_in_doubt());
    assert!(error.to_string().contains("; the write was done"), "{error}");
}

#[tokio::test]
async fn in_a_list_it_is_the_item_s_error() {
    let client = self::client(
        r##"{"value":[{"id":"0"},{"@odata.type":"#microsoft.graph.iosCustomConfiguration","id":"1"},{"id":"2"}]}"##,
    );
    let mut items = WindowsUpdateForBusinessConfiguration::within().list().items(&client);
    assert_eq!(items.next().await.expect("an item").expect("one").id, "0");
    let error = items.next().await.expect("an item").expect_err("another type");
    assert_eq!(
        (error.index(), error.id(), error.reply_error_kind()),
        (Some(1), Some("1"), Some(ReplyErrorKind::OtherType))
    );
    assert_eq!(items.next().await.expect("an item").expect("one").id, "2");
    assert!(items.next().await.is_none());
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct TextValue {
    #[graph(derived)]
    odata_type: Option<String>,
    text: Option<String>,
}

#[graph_one_of(odata_type = "microsoft.graph.value")]
#[derive(Debug, Clone, PartialEq)]
enum TypedValue {
    Text(TextValue),
    List(ListValue),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct ListValue {
    items: Vec<TypedValue>,
}

/// JSON objects have no order, so the place of the type changes nothing.
#[test]
fn a_choice_keeps_the_name_wherever_it_comes() {
    let read = |json: &str| from_slice::<TypedValue>(json.as_bytes()).expect("a text");
    let first = read(r##"{"@odata.type":"#microsoft.graph.textValue","text":"x"}"##);
    let last = read(r##"{"text":"x","@odata.type":"#microsoft.graph.textValue"}"##);
    assert_eq!(first, last);
}

#[test]
fn a_value_of_an_unknown_type_is_kept_as_it_came_wherever_the_type_of_its_list_comes() {
    for unknown in [
        json!({ "text": "x" }),
        json!({ "@odata.type": null, "text": "x" }),
        json!({ "@odata.type": "#microsoft.graph.novelty", "text": "x" }),
        json!({}),
    ] {
        for json in [
            unknown.to_string(),
            format!(r##"{{"@odata.type":"#microsoft.graph.listValue","items":[{unknown}]}}"##),
            format!(r##"{{"items":[{unknown}],"@odata.type":"#microsoft.graph.listValue"}}"##),
        ] {
            let value = match from_slice::<TypedValue>(json.as_bytes()).expect("a value") {
                TypedValue::List(mut list) => list.items.remove(0),
                value => value,
            };
            assert_eq!(value, TypedValue::Unrecognized(unknown.clone()), "{json}");
        }
    }
}
