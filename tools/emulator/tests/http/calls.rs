//! Actions and functions: parameters, results, stubs and effects.

use graph_entity::{graph_action, graph_entity, graph_function};
use graph_entity_emulator::{CallAnswer, Emulator, StartError, token};
use serde_json::{Value, json};

use crate::wire::{Answer, JSON, TOKEN, get, send};

/// Devices and policies with actions and functions.
pub(crate) const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="managementState"><Member Name="managed" Value="0" /><Member Name="wipePending" Value="1" />
    <Member Name="retirePending" Value="2" /></EnumType>
  <EnumType Name="platform"><Member Name="ios" Value="0" /><Member Name="unknownFutureValue" Value="1" />
    <Member Name="later" Value="2" /></EnumType>
  <ComplexType Name="report"><Property Name="total" Type="Edm.Int32" Nullable="false" />
    <Property Name="note" Type="Edm.String" /></ComplexType>
  <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
    <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
  <EntityType Name="managedDevice" BaseType="graph.entity">
    <Property Name="deviceName" Type="Edm.String" />
    <Property Name="managementState" Type="graph.managementState" Nullable="false" />
  </EntityType>
  <EntityType Name="target" BaseType="graph.entity" Abstract="true" />
  <EntityType Name="groupTarget" BaseType="graph.target"><Property Name="groupId" Type="Edm.String" /></EntityType>
  <EntityType Name="policy" BaseType="graph.entity">
    <Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="assignments" Type="Collection(graph.target)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="iosPolicy" BaseType="graph.policy" />
  <EntityType Name="deviceManagement">
    <NavigationProperty Name="managedDevices" Type="Collection(graph.managedDevice)" ContainsTarget="true" />
    <NavigationProperty Name="policies" Type="Collection(graph.policy)" ContainsTarget="true" />
  </EntityType>
  <Action Name="wipe" IsBound="true"><Parameter Name="bindingParameter" Type="graph.managedDevice" />
    <Parameter Name="keepUserData" Type="Edm.Boolean" /><Parameter Name="reason" Type="Edm.String" Nullable="false" />
  </Action>
  <Action Name="retire" IsBound="true"><Parameter Name="bindingParameter" Type="graph.managedDevice" /></Action>
  <Action Name="assign" IsBound="true"><Parameter Name="bindingParameter" Type="graph.policy" />
    <Parameter Name="assignments" Type="Collection(graph.target)" />
    <ReturnType Type="Collection(graph.target)" /></Action>
  <Action Name="copy" IsBound="true"><Parameter Name="bindingParameter" Type="graph.policy" />
    <Parameter Name="platform" Type="graph.platform" /><ReturnType Type="graph.policy" /></Action>
  <Action Name="lock" IsBound="true"><Parameter Name="bindingParameter" Type="graph.iosPolicy" />
    <ReturnType Type="graph.target" /></Action>
  <Action Name="sync" IsBound="true"><Parameter Name="bindingParameter" Type="Collection(graph.managedDevice)" />
    <ReturnType Type="Edm.Boolean" /></Action>
  <Function Name="compare" IsBound="true"><Parameter Name="bindingParameter" Type="graph.policy" />
    <Parameter Name="other" Type="Edm.String" Nullable="false" /><ReturnType Type="graph.report" /></Function>
  <Function Name="compare" IsBound="true"><Parameter Name="bindingParameter" Type="graph.policy" />
    <Parameter Name="other" Type="Edm.String" Nullable="false" /><Parameter Name="top" Type="Edm.Int32" Nullable="false" />
    <ReturnType Type="Collection(Edm.String)" /></Function>
  <Function Name="download" IsBound="true"><Parameter Name="bindingParameter" Type="graph.policy" />
    <ReturnType Type="Edm.Stream" /></Function>
  <EntityContainer Name="GraphService"><Singleton Name="deviceManagement" Type="graph.deviceManagement" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

const DEVICE: &str = "/beta/deviceManagement/managedDevices/1";
const POLICY: &str = "/beta/deviceManagement/policies/1";

fn builder() -> graph_entity_emulator::Builder {
    Emulator::builder()
        .metadata("beta", DOCUMENT)
        .seed_at(DEVICE, json!({"managementState": "managed"}))
        .seed_at(POLICY, json!({"@odata.type": "#microsoft.graph.policy", "displayName": "A"}))
}

async fn post(emulator: &Emulator, path: &str, body: &Value) -> Answer {
    send(emulator, "POST", path, &[TOKEN, JSON], &body.to_string()).await
}

#[tokio::test]
async fn a_boolean_parameter_may_be_a_text() {
    let emulator = Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/deviceManagement/managedDevices/1", json!({"deviceName": "a"}))
        .start()
        .await;
    let wipe = "/v1.0/deviceManagement/managedDevices/1/wipe";
    for (value, status) in [("\"false\"", 204), ("\"True\"", 204), ("true", 204), ("\"no\"", 400), ("0", 400)]
    {
        let body = format!(r#"{{"keepUserData": {value}, "reason": "lost"}}"#);
        let answer = send(&emulator, "POST", wipe, &[TOKEN, JSON], &body).await;
        assert_eq!(answer.status, status, "{value}: {}", answer.text);
    }
}

#[tokio::test]
async fn parameters_are_checked() {
    let emulator = builder().start().await;
    let cases = [
        ("wipe", json!({"reason": "lost"}), 204, ""),
        ("WIPE", json!({"REASON": "lost", "keepUserData": null}), 204, ""),
        ("microsoft.graph.wipe", json!({"reason": "lost", "keepUserData": true}), 204, ""),
        ("wipe", json!({}), 400, "The missing parameters are: reason."),
        ("wipe", json!({"reason": null}), 400, "does not allow null values"),
        ("wipe", json!({"reason": "x", "keep": true}), 400, "The parameter 'keep' in the request payload"),
        ("wipe", json!({"reason": "x", "keepUserData": "yes"}), 400, "Cannot convert the literal 'yes'"),
        ("wipe", json!({"reason": "x", "Reason": "y"}), 400, "Multiple properties with the name 'reason'"),
    ];
    for (name, body, status, words) in cases {
        let answer = post(&emulator, &format!("{DEVICE}/{name}"), &body).await;
        assert_eq!(answer.status, status, "{name} {body}: {}", answer.text);
        assert!(answer.text.contains(words), "{name} {body}: {}", answer.text);
    }
    // A body is needed only for parameters.
    assert_eq!(send(&emulator, "POST", &format!("{DEVICE}/retire"), &[TOKEN], "").await.status, 204);
    let hidden = post(&emulator, &format!("{POLICY}/copy"), &json!({"platform": "later"})).await;
    assert_eq!(hidden.status, 400, "{}", hidden.text);
    for (method, path, status) in [
        ("GET", format!("{DEVICE}/wipe"), 400),
        ("POST", format!("{POLICY}/compare(other='1')"), 400),
        ("PATCH", format!("{DEVICE}/wipe"), 400),
        ("POST", "/beta/deviceManagement/managedDevices/2/retire".to_owned(), 404),
        ("POST", format!("{POLICY}/lock"), 400),
    ] {
        let answer = send(&emulator, method, &path, &[TOKEN, JSON], "{}").await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_function_is_found_by_its_parameters() {
    let emulator = builder().start().await;
    let cases = [
        ("compare(other='1')", 200, json!({"total": 0, "note": null})),
        ("Compare(Other=@o)?@o='x%2Cy'", 200, json!({"total": 0, "note": null})),
        ("compare(other='a,b',top=2)", 200, json!({"value": []})),
        ("compare(other='a',top='2')", 400, json!("Cannot convert")),
        ("compare(other=7)", 400, json!("Cannot convert")),
        ("compare", 400, json!("is called with no parameters, and takes (other) or (other, top)")),
        ("compare(otter='1')", 400, json!("is called with otter")),
        ("compare(other=@missing)", 400, json!("alias '@missing'")),
        ("compare(other='1')?$select=total", 501, json!("$select")),
    ];
    for (call, status, expected) in cases {
        let answer = get(&emulator, &format!("{POLICY}/{call}")).await;
        assert_eq!(answer.status, status, "{call}: {}", answer.text);
        match expected {
            Value::String(words) => assert!(answer.text.contains(&words), "{call}: {}", answer.text),
            expected => {
                let mut body = answer.json();
                body.as_object_mut().unwrap().remove("@odata.context").expect("a context");
                assert_eq!(body, expected, "{call}");
            }
        }
    }
}

#[tokio::test]
async fn the_default_answer_is_a_value_of_the_declared_result() {
    let emulator = builder().start().await;
    let copied = post(&emulator, &format!("{POLICY}/copy"), &json!({"platform": "ios"})).await.json();
    assert_eq!((&copied["displayName"], copied["id"].is_string()), (&Value::Null, true), "{copied}");
    let locked = post(&emulator, "/beta/deviceManagement/policies/none/lock", &json!({})).await;
    assert_eq!(locked.status, 404);
    let synced = post(&emulator, "/beta/deviceManagement/managedDevices/sync", &json!({})).await.json();
    assert_eq!(synced["value"], json!(false));
    assert!(synced["@odata.context"].as_str().unwrap().ends_with("$metadata#Edm.Boolean"), "{synced}");
    let stream = get(&emulator, &format!("{POLICY}/download")).await;
    assert_eq!((stream.status, stream.header("content-type")), (200, Some("application/octet-stream")));
    // An abstract result is one of its concrete types.
    let ios = "/beta/deviceManagement/policies/2";
    emulator.seed_at(ios, json!({"@odata.type": "#microsoft.graph.iosPolicy"})).unwrap();
    let locked = post(&emulator, &format!("{ios}/lock"), &json!({})).await.json();
    assert_eq!(locked["@odata.type"], "#microsoft.graph.groupTarget");
}

/// Messages with Outlook's actions, and a type of another workload with an action of the same name.
const MAIL: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
    <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
  <EntityType Name="message" BaseType="graph.entity"><Property Name="subject" Type="Edm.String" /></EntityType>
  <EntityType Name="invitation" BaseType="graph.message" />
  <EntityType Name="parcel" BaseType="graph.entity" />
  <EntityType Name="user" BaseType="graph.entity">
    <NavigationProperty Name="messages" Type="Collection(graph.message)" ContainsTarget="true" />
    <NavigationProperty Name="parcels" Type="Collection(graph.parcel)" ContainsTarget="true" /></EntityType>
  <Action Name="sendMail" IsBound="true"><Parameter Name="bindingParameter" Type="graph.user" /></Action>
  <Action Name="send" IsBound="true"><Parameter Name="bindingParameter" Type="graph.message" /></Action>
  <Action Name="send" IsBound="true"><Parameter Name="bindingParameter" Type="graph.parcel" /></Action>
  <Action Name="copy" IsBound="true"><Parameter Name="bindingParameter" Type="graph.message" />
    <Parameter Name="DestinationId" Type="Edm.String" Nullable="false" /><ReturnType Type="graph.message" /></Action>
  <EntityContainer Name="GraphService"><EntitySet Name="users" EntityType="graph.user" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[tokio::test]
async fn an_action_has_its_documented_status() {
    let emulator = Emulator::builder()
        .metadata("v1.0", MAIL)
        .seed_at("/v1.0/users/1", json!({}))
        .seed_at("/v1.0/users/1/messages/1", json!({"subject": "Hi"}))
        .seed_at("/v1.0/users/1/messages/2", json!({"@odata.type": "#microsoft.graph.invitation"}))
        .seed_at("/v1.0/users/1/parcels/1", json!({}))
        .start()
        .await;
    let destination = json!({"destinationId": "inbox"});
    for (path, body, status) in [
        ("sendMail", &json!({}), 202),
        ("messages/1/send", &json!({}), 202),
        ("messages/2/microsoft.graph.send", &json!({}), 202),
        ("messages/1/copy", &destination, 201),
        ("parcels/1/send", &json!({}), 204),
    ] {
        let answer = post(&emulator, &format!("/v1.0/users/1/{path}"), body).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert_eq!(answer.text.is_empty(), status != 201, "{path}");
    }
}

#[tokio::test]
async fn assign_replaces_the_assignments_and_returns_them() {
    let emulator = builder().start().await;
    let target = |group: &str| json!({"@odata.type": "#microsoft.graph.groupTarget", "groupId": group});
    let listed = async || get(&emulator, &format!("{POLICY}/assignments")).await.json()["value"].clone();
    let first = json!({"assignments": [target("a"), target("b")]});
    assert_eq!(post(&emulator, &format!("{POLICY}/assign"), &first).await.status, 200);
    let mut second = json!({"assignments": [target("c")]});
    second["assignments"][0]["id"] = json!("7");
    let answer = post(&emulator, &format!("{POLICY}/assign"), &second).await.json();
    let expected = json!([{"@odata.type": "#microsoft.graph.groupTarget", "id": "7", "groupId": "c"}]);
    assert_eq!((&answer["value"], &listed().await), (&expected, &expected));
    // A refused call changes nothing.
    let wrong = json!({"assignments": [target("d"), {"@odata.type": "#microsoft.graph.target"}]});
    assert_eq!(post(&emulator, &format!("{POLICY}/assign"), &wrong).await.status, 400);
    assert_eq!(listed().await, expected);
}

#[tokio::test]
async fn wipe_and_retire_mark_the_device() {
    let emulator = builder().start().await;
    for (name, state) in [("retire", "retirePending"), ("wipe", "wipePending")] {
        let body = if name == "wipe" { json!({"reason": "lost"}) } else { json!({}) };
        post(&emulator, &format!("{DEVICE}/{name}"), &body).await;
        assert_eq!(get(&emulator, DEVICE).await.json()["managementState"], state);
    }
}

#[tokio::test]
async fn a_closure_answers_and_changes() {
    let emulator = builder()
        .answer_calls("compare", |call| {
            assert_eq!((call.name(), call.query()), ("compare", "$select=total"));
            CallAnswer::value(json!({"total": 3, "note": call.property("displayName")}))
        })
        .answer_calls("retire", |_| CallAnswer::error(409, "Busy", "It is being wiped."))
        .answer_calls("/deviceManagement/managedDevices/{id}/wipe", |call| {
            let name = format!("{}?", call.parameter("reason").and_then(Value::as_str).unwrap_or_default());
            CallAnswer::default().set("deviceName", name)
        })
        .answer_calls("download", |_| CallAnswer::bytes("text/csv", "a,b"))
        .answer_calls("copy", |_| CallAnswer::nothing().delete())
        .start()
        .await;
    let compared = get(&emulator, &format!("{POLICY}/compare(other='1')?$select=total")).await.json();
    assert_eq!((&compared["total"], &compared["note"]), (&json!(3), &json!("A")));
    let (status, code, message) = post(&emulator, &format!("{DEVICE}/retire"), &json!({})).await.error();
    assert_eq!((status, code.as_str(), message.as_str()), (409, "Busy", "It is being wiped."));
    assert_eq!(get(&emulator, DEVICE).await.json()["managementState"], "managed");
    post(&emulator, &format!("{DEVICE}/wipe"), &json!({"reason": "lost"})).await;
    let device = get(&emulator, DEVICE).await.json();
    assert_eq!((&device["deviceName"], &device["managementState"]), (&json!("lost?"), &json!("wipePending")));
    let download = get(&emulator, &format!("{POLICY}/download")).await;
    assert_eq!((download.text.as_str(), download.header("content-type")), ("a,b", Some("text/csv")));
    assert_eq!(post(&emulator, &format!("{POLICY}/copy"), &json!({})).await.status, 204);
    assert_eq!(get(&emulator, POLICY).await.status, 404);
}

#[tokio::test]
async fn an_answer_that_graph_cannot_give_is_a_fault_of_the_stub() {
    let emulator = builder().start().await;
    let answers = [
        CallAnswer::value(json!({"total": "three"})),
        CallAnswer::value(json!([1])),
        CallAnswer::bytes("text/plain", "x"),
        CallAnswer::default().set("dispalyName", "x"),
        CallAnswer::default().replace("displayName", json!([])),
        CallAnswer::default().replace("assignments", json!({})),
        CallAnswer::error(200, "Fine", "It is."),
    ];
    for answer in answers {
        let shown = format!("{answer:?}");
        emulator.answer_calls("compare", move |_| answer.clone()).unwrap();
        let (status, code, message) = get(&emulator, &format!("{POLICY}/compare(other='1')")).await.error();
        assert_eq!((status, code.as_str()), (500, "WrongStub"), "{shown}: {message}");
    }
    emulator.reset();
    assert_eq!(get(&emulator, &format!("{POLICY}/compare(other='1')")).await.status, 200);
}

#[tokio::test]
async fn stubs_are_sent_as_json() {
    let emulator = builder().answer_calls_from(r#"[{"call": "sync", "value": true}]"#).start().await;
    let synced = async || post(&emulator, "/beta/deviceManagement/managedDevices/sync", &json!({})).await;
    assert_eq!(synced().await.json()["value"], json!(true));
    let stub =
        async |body: Value| send(&emulator, "POST", "/emulator/calls", &[JSON], &body.to_string()).await;
    let address = "/beta/deviceManagement/managedDevices/sync";
    let error = json!({"status": 503, "code": "Busy", "message": "Later."});
    assert_eq!(stub(json!([{"call": address, "error": error}])).await.json(), json!({"calls": 1}));
    assert_eq!(synced().await.error().0, 503);
    let set = json!([{"call": "wipe", "nothing": true, "set": {"deviceName": "gone"}}]);
    stub(set).await;
    post(&emulator, &format!("{DEVICE}/wipe"), &json!({"reason": "x"})).await;
    assert_eq!(get(&emulator, DEVICE).await.json()["deviceName"], "gone");
    for wrong in [
        json!({}),
        json!([{"call": "wype"}]),
        json!([{"call": "wipe", "value": 1, "nothing": true}]),
        json!([{"call": "wipe", "error": {"status": 200, "code": "", "message": ""}}]),
        json!([{"call": "wipe", "values": 1}]),
    ] {
        let answer = stub(wrong.clone()).await;
        assert_eq!(answer.error().0, 400, "{wrong}");
    }
    send(&emulator, "POST", "/emulator/reset", &[], "").await;
    assert_eq!(synced().await.json()["value"], json!(true));
    let unknown = builder().answer_calls("wype", |_| CallAnswer::nothing()).try_start().await;
    assert!(matches!(unknown, Err(StartError::Calls(reason)) if reason.contains("wype")));
}

#[tokio::test]
async fn calls_are_served_in_a_batch() {
    let emulator = builder().start().await;
    let requests = json!({"requests": [
        {"id": "1", "method": "POST", "url": "/deviceManagement/managedDevices/1/retire", "body": {},
            "headers": {"Content-Type": "application/json"}},
        {"id": "2", "method": "GET", "url": "/deviceManagement/policies/1/compare(other='1')"},
    ]});
    let answer = post(&emulator, "/beta/$batch", &requests).await.json();
    assert_eq!(
        (&answer["responses"][0]["status"], &answer["responses"][1]["status"]),
        (&json!(204), &json!(200))
    );
}

#[tokio::test]
async fn a_long_running_operation_has_a_monitor() {
    let emulator = builder()
        .answer_calls("copy", |_| CallAnswer::value(json!({"id": "2", "displayName": "B"})).after_polls(2))
        .answer_calls_from(r#"[{"call": "retire", "polls": 0}]"#)
        .start()
        .await;
    let accepted = post(&emulator, &format!("{POLICY}/copy"), &json!({})).await;
    assert_eq!((accepted.status, accepted.text.as_str()), (202, ""));
    let monitor = accepted.header("location").unwrap().strip_prefix(emulator.endpoint()).unwrap().to_owned();
    for _ in 0..2 {
        let running = send(&emulator, "GET", &monitor, &[], "").await;
        assert_eq!((running.status, &running.json()["status"]), (202, &json!("inProgress")));
    }
    let done = get(&emulator, &monitor).await;
    assert_eq!((done.status, &done.json()["displayName"]), (200, &json!("B")));
    let accepted = post(&emulator, &format!("{DEVICE}/retire"), &json!({})).await;
    let monitor = accepted.header("location").unwrap().strip_prefix(emulator.endpoint()).unwrap().to_owned();
    assert_eq!(get(&emulator, &monitor).await.json()["status"], "completed");
    assert_eq!(get(&emulator, "/media/monitors/1").await.status, 404);
}

#[graph_entity(path = "/deviceManagement/shelves/{shelfId}")]
struct Shelf {
    id: String,
    label: Option<String>,
}

/// Empties a shelf.
#[graph_action(
    path = "/deviceManagement/shelves/{shelfId}/clear",
    result = i32,
    permissions(delegated = ["Shelf.Clear"])
)]
struct Clear {
    kinds: Vec<String>,
    until: Option<i32>,
}

/// Finds labels.
#[graph_function(path = "/deviceManagement/shelves/find", result = Vec<String>)]
struct Find {
    label: String,
}

#[tokio::test]
async fn annotated_actions_and_functions_are_served() {
    let emulator = Emulator::builder()
        .seed::<Shelf>(["1"], json!({"label": "A"}))
        .callable::<Clear>()
        .callable::<Find>()
        .answer_calls("find", |call| CallAnswer::value([call.parameter("label")]))
        .answer_calls("clear", |_| CallAnswer::value(2).set("label", "empty"))
        .token("emulator-token")
        .token(token().delegated(["Shelf.Clear"]).build())
        .start()
        .await;
    let shelf = "/v1.0/deviceManagement/shelves/1";
    let cleared = post(&emulator, &format!("{shelf}/clear"), &json!({"kinds": ["a"]})).await;
    assert_eq!(cleared.json()["value"], json!(2));
    assert_eq!(get(&emulator, shelf).await.json()["label"], "empty");
    for (path, body, status) in [
        (format!("{shelf}/clear"), json!({}), 400),
        (format!("{shelf}/clear"), json!({"kinds": [1]}), 400),
        ("/v1.0/deviceManagement/shelves/2/clear".to_owned(), json!({"kinds": []}), 404),
    ] {
        assert_eq!(post(&emulator, &path, &body).await.status, status, "{path} {body}");
    }
    let found = get(&emulator, "/v1.0/deviceManagement/shelves/find(label='x')").await;
    assert_eq!(found.json()["value"], json!(["x"]));
    let reader = token().delegated(["Shelf.Read"]).build();
    let emulator = Emulator::builder().callable::<Clear>().token(&*reader).start().await;
    let bearer = format!("Authorization: Bearer {reader}");
    let refused =
        send(&emulator, "POST", &format!("{shelf}/clear"), &[&bearer, JSON], r#"{"kinds":[]}"#).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
}
