//! `If-Match` and `Prefer` on writes, and polymorphic values.

use graph_entity_emulator::Emulator;
use serde_json::json;

use crate::entities::{DEVICES, ManagedDevice};
use crate::wire::{JSON, TOKEN, get, patch, send};

#[tokio::test]
async fn a_write_can_be_conditional_on_an_etag() {
    let emulator =
        Emulator::builder().seed::<ManagedDevice>(["1"], json!({})).etag_annotations(true).start().await;
    let path = format!("{DEVICES}/1");
    let seen = get(&emulator, &path).await;
    let etag = seen.header("etag").unwrap().to_owned();
    assert_eq!(seen.json()["@odata.etag"], json!(etag));
    let with = format!("If-Match: {etag}");
    let other = "If-Match: W/\"other\"".to_owned();
    for (method, header, status) in [
        ("PATCH", &other, 412),
        ("PUT", &other, 412),
        ("DELETE", &other, 412),
        ("PATCH", &with, 200),
        ("PATCH", &with, 412),
        ("PUT", &"If-Match: *".to_owned(), 200),
        ("DELETE", &with, 412),
    ] {
        let answer = send(&emulator, method, &path, &[TOKEN, JSON, header], r#"{"size": 1}"#).await;
        assert_eq!(answer.status, status, "{method} {header}: {}", answer.text);
        if status == 412 {
            assert_eq!(answer.error().1, "PreconditionFailed");
        }
    }
    let now = get(&emulator, &path).await.header("etag").unwrap().to_owned();
    assert_ne!(now, etag);
    assert_eq!(send(&emulator, "DELETE", &path, &[TOKEN, &format!("If-Match: {now}")], "").await.status, 204);
}

#[tokio::test]
async fn every_write_honours_prefer_return() {
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], json!({})).start().await;
    let one = format!("{DEVICES}/1");
    for (method, path, wish, status) in [
        ("POST", DEVICES, "return=minimal", 204),
        ("POST", DEVICES, "return=representation", 201),
        ("PUT", &one, "return=minimal", 204),
        ("PUT", &one, "return=representation", 200),
        ("PATCH", &one, "return=minimal", 204),
    ] {
        let header = format!("Prefer: {wish}");
        let answer = send(&emulator, method, path, &[TOKEN, JSON, &header], r#"{"size": 1}"#).await;
        assert_eq!((answer.status, answer.header("preference-applied")), (status, Some(wish)), "{method}");
        assert_eq!(answer.header("location").is_some(), method == "POST");
        assert_eq!(answer.header("odata-entityid").is_some(), status == 204);
        assert!(answer.header("etag").is_some());
    }
}

#[tokio::test]
async fn a_polymorphic_value_must_state_its_type() {
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], json!({})).start().await;
    let path = format!("{DEVICES}/1");
    let number = r##""@odata.type": "#microsoft.graph.numberSetting""##;
    let group = r##""@odata.type": "#microsoft.graph.groupSetting""##;
    for (body, words) in [
        (r#"{"setting": {"name": "x"}}"#.to_owned(), "Cannot create an abstract class."),
        (r#"{"settings": [{"name": "x"}]}"#.to_owned(), "Cannot create an abstract class."),
        (r##"{"setting": {"@odata.type": "#microsoft.graph.nothing"}}"##.to_owned(), "could not be resolved"),
        (
            r##"{"setting": {"@odata.type": "#microsoft.graph.note"}}"##.to_owned(),
            "not assignable to the expected type",
        ),
        (format!(r#"{{"setting": {{{number}, "children": []}}}}"#), "The property 'children' does not exist"),
        (format!(r#"{{"setting": {{{number}, "number": null}}}}"#), "A null value was found"),
        (
            format!(r#"{{"settings": [{{{group}, "children": [{{{number}, "number": "1"}}]}}]}}"#),
            "Cannot convert",
        ),
        (format!(r#"{{"settings": [{{{group}, "children": [{{}}]}}]}}"#), "Cannot create an abstract class."),
    ] {
        let (status, _, message) = patch(&emulator, &path, &body).await.error();
        assert!(status == 400 && message.contains(words), "{body}: {message}");
    }
    let body = format!(r#"{{"setting": {{{number}, "name": "a", "number": 1}}}}"#);
    patch(&emulator, &path, &body).await;
    let merged =
        patch(&emulator, &path, &format!(r#"{{"setting": {{{number}, "number": 2}}}}"#)).await.json();
    let expected = json!({"@odata.type": "#microsoft.graph.numberSetting", "name": "a", "number": 2});
    assert_eq!(merged["setting"], expected);
    let other =
        patch(&emulator, &path, &format!(r#"{{"setting": {{{group}, "children": []}}}}"#)).await.json();
    assert_eq!(other["setting"], json!({"@odata.type": "#microsoft.graph.groupSetting", "children": []}));
}
