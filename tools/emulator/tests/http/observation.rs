//! Recorded requests, expectations, and findings.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use graph_entity::graph_entity;
use graph_entity_emulator::{
    Builder, Emulator, Expect, Fault, FindingKind, FindingLevel, RetryAfter, UndeclaredProperties,
};
use serde_json::json;

use crate::entities::{self, CATEGORIES, DEVICES, DeviceCategory, ManagedDevice, REQUEST, SAMPLE, STATE};
use crate::wire::{JSON, TOKEN, get, patch, send};

const ID: &str = "client-request-id: 7bd39c86-9c86-7bd3-869c-d37b869cd37b";

async fn categories() -> Emulator {
    let mut builder = Emulator::builder().page_size(2);
    for key in 1..=5 {
        builder = builder.seed::<DeviceCategory>([key.to_string()], json!({"displayName": "x"}));
    }
    builder.start().await
}

/// Sends a GET with all recommended headers.
async fn good_get(emulator: &Emulator, target: &str) -> crate::wire::Answer {
    send(emulator, "GET", target, &[TOKEN, ID], "").await
}

async fn good_patch(emulator: &Emulator, target: &str, body: &str) -> u16 {
    send(emulator, "PATCH", target, &[TOKEN, ID, JSON], body).await.status
}

/// Returns the findings as kind and count.
fn found(emulator: &Emulator) -> Vec<(FindingKind, u64)> {
    emulator.findings().iter().map(|finding| (finding.kind, finding.count)).collect()
}

#[track_caller]
fn panic_message(check: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(check)).expect_err("it passes");
    *panic.downcast::<String>().unwrap()
}

#[tokio::test]
async fn sent_requests_can_be_asserted() {
    let emulator = categories().await;
    patch(&emulator, &format!("{CATEGORIES}/1"), r#"{"displayName": "y"}"#).await;
    patch(&emulator, &format!("{CATEGORIES}/2"), r#"{"displayName": "z"}"#).await;
    get(&emulator, &format!("{CATEGORIES}?$top=1")).await;
    let any = || Expect::patch("/beta/deviceManagement/deviceCategories/{id}");
    emulator.assert_received(any());
    emulator.assert_received(any().times(2).header("content-type", "application/json"));
    emulator.assert_received(any().json(json!({"displayName": "y"})).times(1).status(200));
    emulator.assert_received(Expect::get(CATEGORIES).query("$top", "1").without_header("client-request-id"));
    emulator.assert_received(Expect::delete("/beta/{a}/{b}/{c}").times(0));
    assert_eq!(
        emulator.received(any().json_containing(json!({"displayName": "z"})))[0].path(),
        format!("{CATEGORIES}/2")
    );
    let message = panic_message(|| emulator.assert_received(any().json(json!({"displayName": "x"}))));
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines[0], "expected at least one request:");
    assert_eq!(lines[3], "0 of the 3 requests that are recorded match:");
    assert!(lines[4].starts_with("  request 1: PATCH "), "{message}");
    assert_eq!(lines[5], "    `displayName` is \"z\"");
    assert!(!message.contains("emulator-token"), "{message}");
}

#[tokio::test]
async fn a_request_in_a_batch_is_recorded_as_a_request() {
    let emulator = categories().await;
    let request = json!({"id": "a", "method": "PATCH", "url": "/deviceManagement/deviceCategories/1?x=1",
        "headers": {"Content-Type": "application/json", "Authorization": "Bearer secret"},
        "body": {"displayName": "y"}});
    let other = json!({"id": "b", "method": "GET", "url": "deviceManagement/deviceCategories/1",
        "dependsOn": ["a"]});
    let body = json!({"requests": [request, other]}).to_string();
    good_get(&emulator, CATEGORIES).await;
    send(&emulator, "POST", "/beta/$batch", &[TOKEN, ID, JSON], &body).await;
    let requests = emulator.requests();
    let seen: Vec<_> =
        requests.iter().map(|it| (it.index, it.batch, it.method.as_str(), it.status)).collect();
    let expected =
        [(0, None, "GET", 200), (1, None, "POST", 200), (2, Some(1), "PATCH", 501), (3, Some(1), "GET", 424)];
    assert_eq!(seen, expected);
    assert_eq!(requests[2].header("authorization"), Some("Bearer [redacted]"));
    emulator.assert_received(
        Expect::patch(format!("{CATEGORIES}/1?x=1"))
            .json(json!({"displayName": "y"}))
            .in_batch(true)
            .times(1),
    );
    emulator.assert_received(Expect::patch(format!("{CATEGORIES}/1")).in_batch(false).times(0));
    emulator.assert_no_findings();
}

#[tokio::test]
async fn only_the_newest_requests_are_kept() {
    let emulator = entities::sample().recording_limit(2).start().await;
    for int in 0..5 {
        patch(&emulator, SAMPLE, &json!({"int": int}).to_string()).await;
    }
    let bodies: Vec<_> = emulator.requests().iter().map(|request| request.json().unwrap()).collect();
    assert_eq!(bodies, [json!({"int": 3}), json!({"int": 4})]);
    assert_eq!((emulator.request_count(), emulator.findings()[0].count), (5, 5));
}

#[tokio::test]
async fn a_good_client_has_no_findings() {
    let emulator = categories().await;
    good_get(&emulator, &format!("{CATEGORIES}/1")).await;
    assert_eq!(
        good_patch(&emulator, &format!("{CATEGORIES}/1"), r#"{"displayName": "x", "id": "1"}"#).await,
        200
    );
    emulator.assert_no_findings();
    get(&emulator, &format!("{CATEGORIES}/1")).await;
    let message = panic_message(|| emulator.assert_no_findings());
    let start = format!(
        "1 findings:\n  noClientRequestId: GET {CATEGORIES}/1 (request 2): The request has no header"
    );
    assert!(message.starts_with(&start), "{message}");
    assert_eq!(emulator.requests()[2].findings, [FindingKind::NoClientRequestId]);
}

#[tokio::test]
async fn a_repeated_finding_is_one_with_a_count() {
    let emulator = entities::state().start().await;
    for _ in 0..3 {
        get(&emulator, STATE).await;
        get(&emulator, "/beta/nothing").await;
    }
    assert_eq!(found(&emulator), [(FindingKind::NoClientRequestId, 6)]);
    assert!(emulator.findings()[0].to_string().contains("(request 0, 6 times)"));
}

#[tokio::test]
async fn sending_back_a_whole_entity_is_a_finding() {
    let emulator = entities::state().start().await;
    // All values are new, so none is repeated.
    assert_eq!(good_patch(&emulator, STATE, REQUEST).await, 200);
    assert_eq!(found(&emulator), []);
    // Five of six values are repeated.
    let five = REQUEST.replace("Script Error value", "other");
    assert_eq!(good_patch(&emulator, STATE, &five).await, 200);
    assert_eq!(found(&emulator), []);
    assert_eq!(good_patch(&emulator, STATE, &five).await, 200);
    assert_eq!(found(&emulator), [(FindingKind::WholeEntity, 1)]);
    let finding = &emulator.findings()[0];
    assert!(
        finding
            .sentence
            .starts_with("6 of the 6 properties that the change sends have the values that were there"),
        "{finding}"
    );
    assert_eq!((finding.index, finding.path.as_str(), finding.method.as_str()), (2, STATE, "PATCH"));
}

#[tokio::test]
async fn a_finding_in_a_batch_belongs_to_its_request() {
    let emulator = entities::state().start().await;
    assert_eq!(good_patch(&emulator, STATE, REQUEST).await, 200);
    let body: serde_json::Value = serde_json::from_str(REQUEST).unwrap();
    let request = json!({"id": "a", "method": "PATCH", "url": STATE.strip_prefix("/beta").unwrap(),
        "headers": {"Content-Type": "application/json"}, "body": body});
    let body = json!({"requests": [request]}).to_string();
    assert_eq!(send(&emulator, "POST", "/beta/$batch", &[TOKEN, ID, JSON], &body).await.status, 200);
    let findings = emulator.findings();
    assert_eq!(
        findings.iter().map(|it| (it.kind, it.index)).collect::<Vec<_>>(),
        [(FindingKind::WholeEntity, 2)]
    );
    let kinds: Vec<_> = emulator.requests().into_iter().map(|request| request.findings).collect();
    assert_eq!(kinds, [vec![], vec![], vec![FindingKind::WholeEntity]]);
}

#[tokio::test]
async fn sending_back_a_read_only_property_is_a_finding() {
    let seed = json!({"displayName": "x", "lastModifiedDateTime": "2017-01-01T00:00:00Z"});
    let emulator = Emulator::builder().seed::<DeviceCategory>(["1"], seed).start().await;
    let path = format!("{CATEGORIES}/1");
    let changed = r#"{"displayName": "y", "lastModifiedDateTime": "2018-01-01T00:00:00Z"}"#;
    assert_eq!(good_patch(&emulator, &path, changed).await, 400);
    emulator.assert_no_findings();
    assert_eq!(good_patch(&emulator, &path, &changed.replace("2018", "2017")).await, 200);
    assert_eq!(found(&emulator), [(FindingKind::WholeEntity, 1)]);
    assert!(emulator.findings()[0].sentence.contains("(lastModifiedDateTime)"));
}

#[tokio::test]
async fn sending_a_complex_value_in_part_is_a_finding() {
    let note = json!({"note": {"text": "t", "tags": ["a"]}});
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], note).start().await;
    let path = format!("{DEVICES}/1");
    for (body, count) in [
        (r#"{"note": {"text": "u", "tags": ["a"]}}"#, 0),
        (r#"{"note": {"text": "v"}}"#, 1),
        (r#"{"note": null}"#, 1),
        (r#"{"note": {"text": "w"}}"#, 1),
    ] {
        assert_eq!(good_patch(&emulator, &path, body).await, 200);
        let counts: Vec<u64> = found(&emulator).into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts.iter().sum::<u64>(), count, "{body}");
    }
    assert_eq!(found(&emulator), [(FindingKind::PartialComplexValue, 1)]);
    assert!(emulator.findings()[0].sentence.starts_with("The change leaves out members of note, and those"));
}

#[tokio::test]
async fn reading_a_large_type_without_select_is_a_finding() {
    let emulator = Emulator::builder()
        .seed::<ManagedDevice>(["1"], json!({}))
        .seed::<ManagedDevice>(["2"], json!({}))
        .start()
        .await;
    for target in ["", "/1", "/2", "?$select=id", "/1?%24select=id", "?$top=1", "/9"] {
        good_get(&emulator, &format!("{DEVICES}{target}")).await;
    }
    assert_eq!(found(&emulator), [(FindingKind::NoSelect, 2), (FindingKind::NoSelect, 2)]);
    let sentence = &emulator.findings()[0].sentence;
    assert!(sentence.starts_with("15 properties of an entity were read"), "{sentence}");
}

#[tokio::test]
async fn a_rebuilt_next_link_is_a_finding_and_a_followed_one_is_not() {
    let emulator = categories().await;
    let link = |answer: &crate::wire::Answer| {
        let link = answer.json()["@odata.nextLink"].as_str().unwrap().to_owned();
        link.strip_prefix(emulator.endpoint()).unwrap().to_owned()
    };
    let first = format!("{CATEGORIES}?$orderby=displayName&$select=id,displayName");
    let second = link(&good_get(&emulator, &first).await);
    let third = link(&good_get(&emulator, &second).await);
    good_get(&emulator, &third.replace("$skiptoken", "%24skiptoken")).await;
    good_get(&emulator, &format!("{CATEGORIES}?$skip=2")).await;
    good_get(&emulator, &format!("{first}&$skip=3")).await;
    assert_eq!(found(&emulator), []);
    for (at, rebuilt) in [
        second.replace("id,displayName", "id"),
        format!("{second}&$top=1"),
        format!("{first}&$skip=2"),
        // The page after the second link.
        format!("$skip=4&{first}")
            .replace(&format!("$skip=4&{CATEGORIES}?"), &format!("{CATEGORIES}?$skip=4&")),
    ]
    .iter()
    .enumerate()
    {
        good_get(&emulator, rebuilt).await;
        let count = u64::try_from(at).unwrap() + 1;
        assert_eq!(found(&emulator), [(FindingKind::RebuiltNextLink, count)], "{rebuilt}");
    }
    assert!(emulator.findings()[0].sentence.contains("other options than the link"));
}

#[tokio::test]
async fn a_retry_before_retry_after_is_a_finding() {
    let faults =
        [RetryAfter::Seconds(60), RetryAfter::Fraction(0.01), RetryAfter::Missing].map(Fault::Throttled);
    let emulator = categories().await;
    emulator.next_answers(faults);
    let path = format!("{CATEGORIES}/1");
    good_get(&emulator, &path).await;
    good_get(&emulator, &path).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    good_get(&emulator, &path).await;
    good_get(&emulator, &path).await;
    assert_eq!(found(&emulator), [(FindingKind::TooEarly, 1)]);
    let finding = &emulator.findings()[0];
    assert_eq!(finding.index, 1);
    assert!(finding.sentence.contains("`Retry-After` asked for 60.000 s"), "{finding}");
}

/// An open type, with an open complex value and open related entities, and a type with a derived one.
const OPEN: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <ComplexType Name="mark" OpenType="true"><Property Name="colour" Type="Edm.String" /></ComplexType>
  <EntityType Name="box" OpenType="true">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
    <Property Name="displayName" Type="Edm.String" />
    <Property Name="marks" Type="Collection(graph.mark)" />
    <NavigationProperty Name="parts" Type="Collection(graph.box)" ContainsTarget="true" />
  </EntityType>
  <EntityType Name="device">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
  </EntityType>
  <EntityType Name="phone" BaseType="graph.device" />
  <EntityContainer Name="GraphService">
    <EntitySet Name="boxes" EntityType="graph.box" />
    <EntitySet Name="devices" EntityType="graph.device" />
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

/// A device that is annotated without its derived type.
#[graph_entity(path = "/devices/{deviceId}")]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
}

fn open() -> Builder {
    Emulator::builder().metadata("v1.0", OPEN).seed_at("/v1.0/boxes/1", json!({"displayName": "n"}))
}

#[tokio::test]
async fn a_misspelled_property_of_an_open_type_is_stored_and_reported() {
    for (method, target, body, paths) in [
        ("PATCH", "/v1.0/boxes/1", r#"{"displayNam": "x", "height": 1}"#, vec!["displayNam", "height"]),
        ("PUT", "/v1.0/boxes/1", r#"{"marks": [{"color": "red"}, {"colour": "red"}]}"#, vec!["marks/color"]),
        ("POST", "/v1.0/boxes", r#"{"parts": [{"dispalyName": "x"}]}"#, vec!["parts/dispalyName"]),
        ("POST", "/v1.0/boxes", r#"{"displayName": "x", "marks": []}"#, vec![]),
    ] {
        let emulator = open().start().await;
        let answer = send(&emulator, method, target, &[TOKEN, ID, JSON], body).await;
        assert!(answer.status < 300, "{}", answer.text);
        let findings = emulator.findings();
        assert_eq!(findings.len(), paths.len(), "{body}: {findings:?}");
        for (finding, path) in findings.iter().zip(paths) {
            let expected = if path == "height" {
                FindingKind::UndeclaredProperty
            } else {
                FindingKind::MisspelledProperty
            };
            assert_eq!(finding.kind, expected, "{body}");
            assert!(finding.sentence.contains(&format!("does not declare `{path}`")), "{}", finding.sentence);
        }
        let refusing = open().undeclared_properties(UndeclaredProperties::Refused).start().await;
        let answer = send(&refusing, method, target, &[TOKEN, ID, JSON], body).await;
        assert_eq!(answer.status == 400, !findings.is_empty(), "{}", answer.text);
    }
    let emulator = open().start().await;
    good_patch(&emulator, "/v1.0/boxes/1", r#"{"displayNam": "x"}"#).await;
    assert_eq!(get(&emulator, "/v1.0/boxes/1").await.json()["displayNam"], "x");
    assert!(emulator.findings()[0].sentence.contains("send `displayName`"));
}

#[tokio::test]
async fn another_type_than_the_annotated_one_is_reported() {
    let emulator = open()
        .entity::<Device>()
        .seed_at("/v1.0/devices/1", json!({}))
        .seed_at("/v1.0/devices/2", json!({"@odata.type": "#microsoft.graph.phone"}))
        .start()
        .await;
    good_get(&emulator, "/v1.0/devices/1").await;
    emulator.assert_no_findings();
    good_get(&emulator, "/v1.0/devices/2").await;
    good_get(&emulator, "/v1.0/devices").await;
    assert_eq!(found(&emulator), [(FindingKind::OtherType, 1), (FindingKind::OtherType, 1)]);
    assert!(emulator.findings()[0].sentence.contains("`microsoft.graph.phone`"));
}

#[tokio::test]
async fn advice_can_be_left_out() {
    let emulator = open().start().await;
    get(&emulator, "/v1.0/boxes/1").await;
    emulator.assert_no_errors();
    assert!(catch_unwind(AssertUnwindSafe(|| emulator.assert_no_findings())).is_err());
    patch(&emulator, "/v1.0/boxes/1", r#"{"displayNam": "x"}"#).await;
    let message = panic_message(|| emulator.assert_no_errors());
    assert!(message.starts_with("1 errors:\n  misspelledProperty: PATCH /v1.0/boxes/1"), "{message}");
    assert_eq!(emulator.findings_of(FindingLevel::Advice).len(), 1);
    for (query, kinds) in [
        ("", vec!["noClientRequestId", "misspelledProperty"]),
        ("?level=error", vec!["misspelledProperty"]),
        ("?level=advice", vec!["noClientRequestId"]),
        ("?kind=noSelect&kind=noClientRequestId", vec!["noClientRequestId"]),
        ("?level=error&kind=noSelect", vec![]),
    ] {
        let list = get(&emulator, &format!("/emulator/findings{query}")).await.json();
        let found: Vec<&str> =
            list.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(found, kinds, "{query}");
        assert!(list.as_array().unwrap().iter().all(|it| it["level"].is_string()));
    }
    for query in ["level=warning", "x=y"] {
        assert_eq!(get(&emulator, &format!("/emulator/findings?{query}")).await.status, 400, "{query}");
    }
}
