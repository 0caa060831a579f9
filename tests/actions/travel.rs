//! Sending actions and functions: retries, batches, long-running operations, pages, missing permissions.

use std::time::{Duration, SystemTime};

use graph_entity::{AccessToken, Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::declared::*;
use crate::server::{Server, Step};
use crate::{Requests, answering};

const FIRST: &str = "https://graph.microsoft.com/beta/deviceManagement/deviceConfigurations/hasPayloadLinks";

fn clock() -> VirtualClock {
    VirtualClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(498_753 * 60 * 60))
}

fn lines(requests: &Requests) -> Vec<String> {
    let requests = requests.lock().expect("a lock");
    requests.iter().map(|request| format!("{} {}", request.method(), request.uri())).collect()
}

#[tokio::test]
async fn an_action_is_not_retried_if_it_may_have_happened() {
    let page = r#"{"error":{"code":"x","message":"y"}}"#;
    for (status, tries) in [(502, 1), (504, 1), (500, 1), (429, 3), (503, 3)] {
        let (builder, requests) = answering(&[(status, &[], page), (status, &[], page), (204, &[], "")]);
        let client = builder.clock(clock()).build().expect("a client");
        let outcome = SyncDevice.call("1").send(&client).await;
        assert_eq!(lines(&requests).len(), tries, "{status}");
        assert_eq!(outcome.is_ok(), tries == 3, "{status}");
    }
    let (builder, requests) = answering(&[(502, &[], page), (200, &[], r#"{"value":["a"]}"#)]);
    let client = builder.clock(clock()).build().expect("a client");
    GetAuditCategories.call().send(&client).await.expect("a function changes nothing");
    assert_eq!(lines(&requests).len(), 2);
}

#[tokio::test]
async fn actions_and_functions_can_be_batched() {
    let answer = json!({ "responses": [
        { "id": "2", "status": 200, "body": { "value": [{ "id": "s", "comparisonResult": "equal" }] } },
        { "id": "1", "status": 204 },
        { "id": "3", "status": 204 },
    ] });
    let (builder, requests) = answering(&[(200, &[], &answer.to_string())]);
    let client = builder.clock(clock()).build().expect("a client");
    let mut batch = client.batch();
    let wiped = batch.add(Wipe { keep_user_data: Some(true), ..Wipe::default() }.call("1"));
    let compared = batch.add(Compare { template_id: "it's".into() }.call("2"));
    let notified = batch.add(Wipe::default().call_comanaged("3"));
    let mut replies = batch.send().await;
    replies.take(wiped).expect("204");
    replies.take(notified).expect("204");
    let compared = replies.take(compared).expect("200").into_value();
    assert_eq!(compared.items[0].comparison_result, Some(ComparisonResult::Equal));

    let sent: Value = serde_json::from_slice(requests.lock().expect("a lock")[0].body()).expect("JSON");
    let headers = json!({ "Content-Type": "application/json" });
    assert_eq!(
        sent["requests"],
        json!([
            { "id": "1", "method": "POST", "url": "/deviceManagement/managedDevices/1/wipe", "headers": headers, "body": { "keepUserData": true } },
            { "id": "2", "method": "GET", "url": "/deviceManagement/templates/2/compare(templateId='it''s')" },
            { "id": "3", "method": "POST", "url": "/deviceManagement/comanagedDevices/3/wipe", "headers": headers, "body": {} },
        ])
    );
}

#[tokio::test]
async fn a_long_running_action_can_be_awaited() {
    let monitor = "https://graph.microsoft.com/v1.0/operations/1";
    let (builder, requests) = answering(&[
        (202, &[("location", monitor)], ""),
        (200, &[], r#"{"status":"running"}"#),
        (200, &[], r#"{"status":"succeeded","resourceLocation":"/v1.0/organization/o/authority"}"#),
        (200, &[], r#"{"value":2}"#),
    ]);
    let client = builder.clock(clock()).build().expect("a client");
    let request = SetMobileDeviceManagementAuthority.call("o");
    let reply = request.send_and_wait(&client, Duration::from_mins(1)).await.expect("a number");
    assert_eq!(reply.into_value(), 2);
    assert_eq!(
        lines(&requests),
        [
            "POST https://graph.microsoft.com/v1.0/organization/o/setMobileDeviceManagementAuthority"
                .to_owned(),
            format!("GET {monitor}"),
            format!("GET {monitor}"),
            "GET https://graph.microsoft.com/v1.0/organization/o/authority".to_owned(),
        ]
    );
    assert!(requests.lock().expect("a lock")[1..].iter().all(|request| request.body().is_empty()));
}

#[tokio::test]
async fn reading_further_pages_does_not_repeat_the_action() {
    let item = |id: &str| json!({ "payloadId": id });
    let second = format!("{FIRST}?$skiptoken=b");
    let (builder, requests) = answering(&[
        (200, &[], &json!({ "value": [item("1"), item("2")], "@odata.nextLink": second }).to_string()),
        (200, &[], &json!({ "value": [item("3")] }).to_string()),
    ]);
    let client = builder.build().expect("a client");
    let call = HasPayloadLinks { payload_ids: vec!["x".into()] }.call().header("x-own", "1");
    let items = call.items(&client).into_vec().await.expect("all pages");
    let ids: Vec<_> = items.iter().filter_map(|item| item.payload_id.as_deref()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(lines(&requests), [format!("POST {FIRST}"), format!("GET {second}")]);
    let requests = requests.lock().expect("a lock");
    assert_eq!(requests[0].body(), r#"{"payloadIds":["x"]}"#);
    assert!(requests[1].body().is_empty() && requests[1].headers().get("content-type").is_none());
    assert_eq!(requests[1].headers()["x-own"], "1");
}

#[tokio::test]
async fn an_error_names_the_missing_permission() {
    let body = r#"{"error":{"code":"Forbidden","message":"No."}}"#;
    let client = answering(&[(403, &[], body)]).0.build().expect("a client");
    let error = Wipe::default().call("device-1").send(&client).await.expect_err("403");
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    let text = error.to_string();
    assert!(text.contains("DeviceManagementManagedDevices.PrivilegedOperations.All"), "{text}");
    assert!(text.contains("{managedDeviceId}/wipe") && !text.contains("device-1"), "{text}");
    let Error::Graph(error) = error else { panic!("Graph's own error") };
    assert_eq!(error.permissions, Some(Wipe::ABOUT.permissions()));
}

#[tokio::test]
async fn an_address_is_sent_unchanged() {
    let reply =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"value\":[]}";
    let server = Server::start(vec![Step::Send(reply.into())]).await;
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let client = Client::builder().endpoint(server.address()).credential(token).build().expect("a client");
    let call = Compare { template_id: "O'Neil (a+b), 50%".into() }.call("x y");
    call.top(5).send(&client).await.expect("a page");
    let head = &server.requests()[0].head;
    let line = "GET /beta/deviceManagement/templates/x%20y/compare(templateId='O''Neil%20%28a%2Bb%29%2C%2050%25')?$top=5 HTTP/1.1";
    assert_eq!(head.lines().next(), Some(line));
}
