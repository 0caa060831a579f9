//! Names in any case: paths, query options, properties, members of enumerations.
//!
//! Source: Microsoft Graph, "Traverse the Microsoft Graph".

use graph_entity_emulator::{Builder, Emulator, Names};
use serde_json::{Value, json};

use crate::metadata::post;
use crate::wire::{JSON, TOKEN, get, patch, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="importance"><Member Name="low" Value="0" /><Member Name="high" Value="1" /></EnumType>
  <EnumType Name="tool"><Member Name="saw" Value="0" /><Member Name="Saw" Value="1" /></EnumType>
  <EnumType Name="days" IsFlags="true">
    <Member Name="monday" Value="1" /><Member Name="tuesday" Value="2" />
  </EnumType>
  <ComplexType Name="itemBody">
    <Property Name="contentType" Type="microsoft.graph.importance" /><Property Name="content" Type="Edm.String" />
  </ComplexType>
  <EntityType Name="entity" Abstract="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="message" BaseType="microsoft.graph.entity">
    <Property Name="subject" Type="Edm.String" />
    <Property Name="importance" Type="microsoft.graph.importance" />
    <Property Name="days" Type="microsoft.graph.days" />
    <Property Name="tool" Type="microsoft.graph.tool" />
    <Property Name="body" Type="microsoft.graph.itemBody" />
    <NavigationProperty Name="replyTo" Type="microsoft.graph.message" />
    <NavigationProperty Name="attachments" Type="Collection(microsoft.graph.bag)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="eventMessage" BaseType="microsoft.graph.message"><Property Name="place" Type="Edm.String" /></EntityType>
  <EntityType Name="bag" BaseType="microsoft.graph.entity" OpenType="true">
    <Property Name="userId" Type="Edm.String" /><Property Name="userID" Type="Edm.String" />
    <Property Name="label" Type="Edm.String" />
  </EntityType>
  <EntityType Name="driveItem" BaseType="microsoft.graph.entity"><Property Name="name" Type="Edm.String" /></EntityType>
  <EntityContainer Name="GraphService">
    <EntitySet Name="messages" EntityType="microsoft.graph.message" />
    <EntitySet Name="bags" EntityType="microsoft.graph.bag" />
    <EntitySet Name="BAGS" EntityType="microsoft.graph.message" />
    <EntitySet Name="files" EntityType="microsoft.graph.driveItem" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn mail() -> Builder {
    let event = json!({"@odata.type": "#microsoft.graph.eventMessage", "subject": "b", "place": "Oslo"});
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/messages/A", json!({"subject": "a", "importance": "low", "days": "monday,tuesday"}))
        .seed_at("/v1.0/messages/b", event)
        .seed_at("/v1.0/messages/A/attachments/1", json!({"label": "x", "Color": "red"}))
        .seed_at("/v1.0/bags/1", json!({"userId": "u", "label": "x", "Color": "red"}))
        .seed_at("/v1.0/files/1", json!({"name": "f"}))
}

async fn ids(emulator: &Emulator, path: &str) -> String {
    let answer = get(emulator, &path.replace(' ', "%20").replace('"', "%22")).await;
    let body = answer.json();
    let Some(items) = body["value"].as_array() else { panic!("{path}: {}", answer.text) };
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_path_has_names_in_any_case_and_keys_in_their_own() {
    let emulator = mail().start().await;
    for (path, status) in [
        ("/v1.0/MESSAGES/A/Attachments/1", 200),
        ("/v1.0/Messages('A')/SUBJECT", 200),
        ("/v1.0/messages/b/Microsoft.Graph.EVENTMESSAGE", 200),
        ("/v1.0/messages/b/microsoft.graph.eventmessage/Place", 200),
        ("/v1.0/messages/$COUNT", 200),
        ("/v1.0/$METADATA", 200),
        ("/v1.0/messages/a", 404),
        ("/v1.0/bags/1", 200),
        ("/v1.0/BAGS/1", 404),
        ("/v1.0/Bags/1", 400),
        ("/v1.0/bags/1/userid", 400),
        ("/v1.0/bags/1/userID", 204),
    ] {
        let answer = get(&emulator, path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    let batch = r#"{"requests": [{"id": "1", "method": "GET", "url": "/Messages/A"}]}"#;
    assert_eq!(post(&emulator, "/v1.0/$Batch", batch).await.json()["responses"][0]["status"], 200);
}

#[tokio::test]
async fn a_query_has_names_in_any_case() {
    let emulator = mail().start().await;
    for (query, expected) in [
        ("$FILTER=SUBJECT eq 'a'", "A"),
        ("$filter=Subject eq 'A'", ""),
        ("$filter=Importance eq 'Low'", "A"),
        ("$filter=importance eq Microsoft.Graph.Importance'LOW'", "A"),
        ("$filter=importance in ('LOW','HIGH')", "A"),
        ("$filter=days has 'Tuesday'", "A"),
        ("$filter=days eq 'Monday,Tuesday'", "A"),
        ("$filter=Microsoft.graph.EventMessage/PLACE eq 'Oslo'", "b"),
        ("$filter=isof('microsoft.graph.eventmessage')", "b"),
        ("$filter=Attachments/$COUNT eq 1", "A"),
        ("$filter=attachments/ANY(x:x/Label eq 'x')", "A"),
        ("$filter=attachments/any(x:x/Color eq 'red')", "A"),
        ("$filter=attachments/any(x:x/color eq 'red')", ""),
        ("$OrderBy=SUBJECT DESC", "bA"),
        ("$Search=\"SUBJECT:b\"", "b"),
        ("$TOP=1", "A"),
        ("Top=1&$Skip=1", "b"),
    ] {
        assert_eq!(ids(&emulator, &format!("/v1.0/messages?{query}")).await, expected, "{query}");
    }
    let body =
        get(&emulator, "/v1.0/messages/A?$Select=SUBJECT&$Expand=Attachments($SELECT=LABEL;$Top=1)").await;
    let body = body.json();
    assert_eq!((&body["subject"], &body["attachments"]), (&json!("a"), &json!([{"label": "x"}])));
    assert!(body["@odata.context"].as_str().unwrap().ends_with("#messages(subject)/$entity"), "{body}");
    let first = get(&emulator, "/v1.0/messages?$Top=1").await.json();
    let next = first["@odata.nextLink"].as_str().unwrap().strip_prefix(emulator.endpoint()).unwrap();
    assert_eq!(ids(&emulator, &next.replace("$skiptoken", "$SkipToken")).await, "b");
    for query in ["$select=USERID", "$filter=USERID eq 'u'", "$orderby=USERID"] {
        let answer = get(&emulator, &format!("/v1.0/bags?{}", query.replace(' ', "%20"))).await;
        assert_eq!(answer.status, 400, "{query}: two properties could be meant: {}", answer.text);
    }
}

#[tokio::test]
async fn a_body_has_names_in_any_case_and_the_answer_the_declared_ones() {
    let emulator = mail().start().await;
    let sent = r#"{"Subject": "HELLO", "IMPORTANCE": "Low", "days": "Tuesday,MONDAY",
        "Body": {"ContentType": "HIGH", "content": "X"}}"#;
    let answer = post(&emulator, "/v1.0/messages", sent).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let body = answer.json();
    assert_eq!(
        (&body["subject"], &body["importance"], &body["days"], &body["body"]),
        (
            &json!("HELLO"),
            &json!("low"),
            &json!("tuesday,monday"),
            &json!({"contentType": "high", "content": "X"})
        )
    );
    assert_eq!(body.get("Subject"), None);
    let path = format!("/v1.0/messages/{}", body["id"].as_str().unwrap());
    let to = format!("{}/v1.0/Messages/A", emulator.endpoint());
    let sent = json!({"BODY": {"CONTENT": "Y"}, "tool": "Saw", "ReplyTo@odata.bind": to}).to_string();
    let body = patch(&emulator, &path, &sent).await.json();
    assert_eq!(body["body"], json!({"contentType": "high", "content": "Y"}));
    assert_eq!(body["tool"], "Saw", "the exact spelling wins");
    assert_eq!(get(&emulator, &format!("{path}/replyTo")).await.json()["subject"], "a");
    let put =
        send(&emulator, "PUT", &path, &[TOKEN, JSON], r#"{"SUBJECT": "n", "Importance": "HIGH"}"#).await;
    assert_eq!((&put.json()["subject"], &put.json()["importance"]), (&json!("n"), &json!("high")));
}

#[tokio::test]
async fn a_name_that_two_properties_share_or_that_comes_twice_is_refused() {
    let emulator = mail().start().await;
    for (path, body, words) in [
        ("messages", r#"{"subject": "a", "SUBJECT": "b"}"#, "Multiple properties with the name 'subject'"),
        ("messages", r#"{"subject": "a", "subject": "b"}"#, "Multiple properties with the name 'subject'"),
        (
            "messages",
            r#"{"body": {"content": "a", "Content": "b"}}"#,
            "Multiple properties with the name 'content'",
        ),
        (
            "messages",
            r#"{"body": {"content": "a", "content": "b"}}"#,
            "Multiple properties with the name 'content'",
        ),
        ("messages", r#"{"replyTo@odata.bind": "x", "ReplyTo@odata.bind": "y"}"#, ""),
        ("messages", r#"{"tool": "SAW"}"#, "Requested value 'SAW' was not found"),
        ("messages", r#"{"importance": "lowest"}"#, "Requested value 'lowest' was not found"),
        ("bags", r#"{"USERID": "a"}"#, "differ from 'USERID' only in case"),
        ("bags", r#"{"color": "a", "color": "b"}"#, "Multiple properties with the name 'color'"),
    ] {
        for method in ["POST", "PATCH"] {
            let key = if method == "PATCH" { if path == "bags" { "/1" } else { "/A" } } else { "" };
            let answer = send(&emulator, method, &format!("/v1.0/{path}{key}"), &[TOKEN, JSON], body).await;
            let (status, _, message) = answer.error();
            assert!(status == 400 && message.contains(words), "{method} {body}: {}", answer.text);
        }
    }
    let body =
        r#"{"LABEL": "l", "color": "a", "Color": "b", "userId": "1", "userID": "2", "tags@odata.type": "x"}"#;
    let made = post(&emulator, "/v1.0/bags", body).await.json();
    assert_eq!((&made["label"], &made["color"], &made["Color"]), (&json!("l"), &json!("a"), &json!("b")));
    assert_eq!((&made["userId"], &made["userID"]), (&json!("1"), &json!("2")));
}

#[tokio::test]
async fn a_type_can_have_exact_names() {
    let status = async |emulator: &Emulator, path: &str, body: &str| post(emulator, path, body).await.status;
    let emulator = mail().names_of("microsoft.graph.message", Names::Exact).start().await;
    assert_eq!(status(&emulator, "/v1.0/messages", r#"{"Subject": "a"}"#).await, 400);
    assert_eq!(
        status(&emulator, "/v1.0/messages", r#"{"importance": "Low"}"#).await,
        201,
        "a type of its own"
    );
    for query in ["$SELECT=subject", "$select=SUBJECT", "$filter=Subject%20eq%20'a'"] {
        assert_eq!(get(&emulator, &format!("/v1.0/messages?{query}")).await.status, 400, "{query}");
    }
    let event = r##"{"@odata.type": "#microsoft.graph.eventMessage", "Place": "a"}"##;
    assert_eq!(status(&emulator, "/v1.0/messages", event).await, 400, "also in a derived type");
    assert_eq!(status(&emulator, "/v1.0/files", r#"{"Name": "a"}"#).await, 400, "as in OneDrive");
    assert_eq!(get(&emulator, "/v1.0/files?$Select=name").await.status, 400);
    let emulator = mail()
        .names_of("microsoft.graph.importance", Names::Exact)
        .names_of("microsoft.graph.driveItem", Names::AnyCase)
        .start()
        .await;
    assert_eq!(status(&emulator, "/v1.0/messages", r#"{"importance": "Low"}"#).await, 400);
    assert_eq!(get(&emulator, "/v1.0/messages?$filter=importance%20eq%20'Low'").await.status, 400);
    assert_eq!(status(&emulator, "/v1.0/files", r#"{"Name": "a"}"#).await, 201);
    let unknown = mail().names_of("microsoft.graph.none", Names::Exact).try_start().await;
    assert!(unknown.is_err());
    assert_ne!(Value::Null, json!(emulator.switches()));
}
