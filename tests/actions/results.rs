//! Reading replies by the declared kind of the result.

use bytes::Bytes;
use graph_entity::{Error, ErrorKind, Reply, Request, graph_action, graph_function};
use serde_json::json;

use crate::client;
use crate::declared::*;

async fn sent<T>(request: Request<T>, status: u16, body: &str) -> Result<T, Error> {
    request.send(&client(status, body)).await.map(Reply::into_value)
}

#[tokio::test]
async fn no_result_accepts_200_and_204_with_any_body() {
    for (status, body) in
        [(204, ""), (200, ""), (200, "{}"), (200, "null"), (200, r#"{"value":5}"#), (202, "")]
    {
        sent(SyncDevice.call("1"), status, body)
            .await
            .unwrap_or_else(|error| panic!("{status} {body}: {error}"));
    }
    let portal = sent(SyncDevice.call("1"), 200, "<html>Sign in</html>").await;
    assert_eq!(portal.expect_err("a page for people").kind(), ErrorKind::HtmlReply);
}

#[tokio::test]
async fn a_primitive_is_wrapped_in_an_object() {
    let call = || SetMobileDeviceManagementAuthority.call("o");
    let context = "https://graph.microsoft.com/v1.0/$metadata#Edm.Int32";
    assert_eq!(sent(call(), 200, r#"{"value":2}"#).await.expect("a number"), 2);
    assert_eq!(
        sent(call(), 200, &json!({ "@odata.context": context, "value": -1 }).to_string())
            .await
            .expect("a number"),
        -1
    );
    for (status, body, kind, property) in [
        (200, "2", ErrorKind::WrongType, None),
        (200, "{}", ErrorKind::WrongType, Some("value")),
        (200, r#"{"value":null}"#, ErrorKind::WrongType, Some("value")),
        (200, r#"{"value":"x"}"#, ErrorKind::WrongType, Some("value")),
        (200, r#"{"value":"#, ErrorKind::TruncatedReply, Some("value")),
        (204, "", ErrorKind::EmptyReply, None),
    ] {
        let error = sent(call(), status, body).await.expect_err(body);
        assert_eq!((error.kind(), error.property()), (kind, property), "{status} {body}: {error}");
    }
}

#[tokio::test]
async fn an_enumeration_is_wrapped_in_an_object_or_absent() {
    let read = |status, body| sent(Literals::default().call(), status, body);
    assert_eq!(
        read(200, r#"{"value":"notEqual"}"#).await.expect("a member"),
        Some(ComparisonResult::NotEqual)
    );
    assert_eq!(read(200, r#"{"value":null}"#).await.expect("none"), None);
    assert_eq!(read(204, "").await.expect("none"), None);
    assert_eq!(read(200, "{}").await.expect("none"), None);
    assert!(read(200, "5").await.is_err());
}

#[tokio::test]
async fn an_entity_is_the_whole_body_even_with_a_property_called_value() {
    let read = |status, body| sent(GetSetting { definition: None }.call("1"), status, body);
    let found = read(200, r##"{"@odata.type":"#microsoft.graph.setting","id":"1","value":"x"}"##).await;
    assert_eq!(found.expect("an entity"), Some(Setting { id: "1".into(), value: Some("x".into()) }));
    assert_eq!(read(204, "").await.expect("none"), None);
    assert_eq!(read(200, "null").await.expect("none"), None);
    let wrapped = read(200, r#"{"value":{"id":"1"}}"#).await.expect_err("no entity");
    assert_eq!(wrapped.kind(), ErrorKind::WrongType);
}

#[tokio::test]
async fn a_complex_value_is_the_whole_body() {
    let action = ExecuteAction { action_name: RemoteAction::Delete, device_ids: Vec::new() };
    let body = r#"{"successfulDeviceIds":["1"],"failedDeviceIds":[],"value":"mine"}"#;
    let result = sent(action.call(), 200, body).await.expect("a complex value");
    assert_eq!((result.successful_device_ids, result.value), (vec!["1".to_owned()], Some("mine".to_owned())));
}

#[tokio::test]
async fn a_collection_is_a_page() {
    let call = || HasPayloadLinks { payload_ids: vec!["1".into()] }.call();
    let body = json!({ "value": [{ "payloadId": "1", "hasLink": true, "sources": ["policySets"] }] });
    let page = sent(call(), 200, &body.to_string()).await.expect("a page");
    let item = HasPayloadLinkResultItem {
        payload_id: Some("1".into()),
        has_link: Some(true),
        sources: vec!["policySets".into()],
    };
    assert_eq!((page.items, page.next_link), (vec![item], None));
    assert!(sent(call(), 200, r#"{"value":[]}"#).await.expect("an empty page").items.is_empty());
    let nothing = sent(call(), 204, "").await.expect("an action that is done and has nothing to show");
    assert!(nothing.items.is_empty() && nothing.next_link.is_none());
    assert_eq!(sent(call(), 200, "").await.expect_err("no list").kind(), ErrorKind::EmptyReply);
    assert_eq!(
        sent(GetAuditCategories.call(), 200, r#"{"value":["a","b"]}"#).await.expect("texts").items,
        ["a", "b"]
    );
    for body in ["{}", r#"{"id":"1"}"#, "[]"] {
        let error = sent(call(), 200, body).await.expect_err(body);
        assert_eq!(error.kind(), ErrorKind::WrongType, "{body}: {error}");
    }
    let page = sent(call(), 200, r#"{"value":[5]}"#).await.expect("a page whose item is unreadable");
    assert_eq!((page.items.len(), page.unreadable.len()), (0, 1));
}

#[tokio::test]
async fn the_type_of_an_envelope_is_not_that_of_a_value_in_it() {
    let number =
        sent(SetMobileDeviceManagementAuthority.call("o"), 200, r##"{"@odata.type":"#Int32","value":2}"##);
    assert_eq!(number.await.expect("a number"), 2);
    let member = r##"{"@odata.type":"#microsoft.graph.comparisonResult","value":"notEqual"}"##;
    let member = sent(Literals::default().call(), 200, member).await.expect("a member");
    assert_eq!(member, Some(ComparisonResult::NotEqual));
    let texts = r##"{"value":["a"],"@odata.type":"#Collection(String)"}"##;
    assert_eq!(sent(GetAuditCategories.call(), 200, texts).await.expect("texts").items, ["a"]);
    assert_eq!(sent(GetNames.call(), 200, texts).await.expect("texts"), ["a"]);
}

#[tokio::test]
async fn bytes_are_returned_unchanged() {
    for body in ["", "{\"value\":1}", "<html>a report</html>", "a,b\r\n1,2\r\n"] {
        let report = sent(GetHistoricalReport::default().call(), 200, body).await.expect("bytes");
        assert_eq!(report, Bytes::copy_from_slice(body.as_bytes()));
    }
}

/// An alias of the program, which hides from the attribute that the result is a collection.
type Names = Vec<String>;

#[graph_function(path = "/names", result = Names)]
struct GetNames;

#[tokio::test]
async fn a_hidden_collection_is_complete_or_an_error() {
    assert_eq!(sent(GetNames.call(), 200, r#"{"value":["a"]}"#).await.expect("a list"), ["a"]);
    assert!(sent(GetNames.call(), 200, "{}").await.is_err());
    let body = r#"{"value":["a"],"@odata.nextLink":"https://graph.microsoft.com/v1.0/names?$skiptoken=b"}"#;
    let error = sent(GetNames.call(), 200, body).await.expect_err("more pages");
    assert!(error.to_string().contains("declare the result as a `Vec`"), "{error}");
}

#[graph_action(path = "/anything", result = serde_json::Value)]
struct Anything;

#[tokio::test]
async fn any_json_is_the_whole_body() {
    assert_eq!(sent(Anything.call(), 200, r#"{"value":[1]}"#).await.expect("JSON"), json!({ "value": [1] }));
}
