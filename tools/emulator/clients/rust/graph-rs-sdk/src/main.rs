//! A session of `graph-rs-sdk`, unmodified, with the emulator.
//!
//! ```text
//! graph-rs-sdk-session ENDPOINT TOKEN
//! ```

use std::process::ExitCode;

use graph_rs_sdk::header::{HeaderName, HeaderValue};
use graph_rs_sdk::http::{AsyncIterator, ResponseExt, Url};
use graph_rs_sdk::{Graph, GraphClient, GraphClientConfiguration, GraphResult, ODataQuery};
use harness::{Emulator, Failure, Report, assert_equal, check_known_fault};
use serde_json::{Value, json};

const ANN: &str = "ann@contoso.example";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let emulator = Emulator::from_args();
    let graph = client(&emulator);
    let (emulator, graph) = (&emulator, &graph);
    let mut report = Report::default();
    report.note("users", users(emulator, graph).await);
    report.note("pages", pages(emulator, graph).await);
    report.note("advanced_queries", advanced_queries(emulator, graph).await);
    report.note("changes_since_a_delta_link", changes_since_a_delta_link(emulator, graph).await);
    report.note("members_of_a_group", members_of_a_group(emulator, graph).await);
    report.note("an_intune_entity", an_intune_entity(emulator, graph).await);
    report.note("actions", actions(emulator, graph).await);
    report.note("batch", batch(emulator, graph).await);
    report.note("throttled", throttled(emulator, graph).await);
    report.note("upload", upload(emulator, graph).await);
    report.end()
}

fn client(emulator: &Emulator) -> GraphClient {
    let configuration = GraphClientConfiguration::new()
        .access_token(&emulator.token)
        .wait_for_retry_after_headers(true)
        .https_only(false);
    let mut graph = Graph::from(configuration);
    graph.use_test_endpoint(&Url::parse(&format!("{}/v1.0", emulator.endpoint)).expect("a url"));
    graph
}

/// The status and the body of an answer, which is null if there is none.
macro_rules! answer {
    ($request:expr) => {{
        let response = $request.send().await?;
        let status = response.status().as_u16();
        let body = response.bytes().await?;
        let body: Value = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? };
        (status, body)
    }};
}

fn user(name: &str) -> Value {
    let lower = name.to_lowercase();
    json!({
        "accountEnabled": true,
        "displayName": name,
        "mailNickname": lower,
        "userPrincipalName": format!("{lower}@contoso.example"),
        "passwordProfile": {"password": "an-example-1"},
    })
}

/// The values of a property in the items of a list.
fn values<'v>(list: &'v Value, property: &str) -> Vec<&'v str> {
    let items = list["value"].as_array().map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(|item| item[property].as_str()).collect()
}

async fn users(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let (status, made) = answer!(graph.users().create_user(&user("Ann")));
    assert_equal((status, made["displayName"].as_str()), (201, Some("Ann")), "the new user")?;
    let (status, got) = answer!(graph.user(ANN).get_user());
    assert_equal((status, &got["id"]), (200, &made["id"]), "the user by name")?;
    let change = json!({"department": "Hall"});
    assert_equal(answer!(graph.user(ANN).update_user(&change)), (204, Value::Null), "the update")?;
    let (_, got) = answer!(graph.user(ANN).get_user().select(&["id", "department"]));
    assert_equal(got["department"].as_str(), Some("Hall"), "what was changed")?;
    let (_, gone) = answer!(graph.users().create_user(&user("Bob")));
    let gone = gone["id"].as_str().unwrap_or_default();
    assert_equal(answer!(graph.user(gone).delete_user()).0, 204, "the deletion")?;
    let lost = graph.user(gone).get_user().send().await?;
    assert_equal(lost.status().as_u16(), 404, "the deleted user")?;
    let error = lost.into_graph_error_message().await?;
    assert_equal(error.code_property().as_deref(), Some("ResourceNotFound"), "the code of the error")?;
    assert_equal(error.request_id().is_some(), true, "whether the error has a request id")?;
    emulator.received().map(drop)
}

async fn pages(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    for name in ["Cleo", "Dan", "Eve", "Finn"] {
        assert_equal(answer!(graph.users().create_user(&user(name))).0, 201, "a new user")?;
    }
    emulator.received()?;
    let request =
        graph.users().list_user().order_by(&["displayName", "desc"]).top("2").select(&["displayName"]);
    let pages = request.paging().json::<Value>().await?;
    let mut names = Vec::new();
    for page in &pages {
        let page = page.body().as_ref().map_err(|error| error.to_string())?;
        names.extend(values(page, "displayName"));
    }
    assert_equal(names, vec!["Finn", "Eve", "Dan", "Cleo", "Ann"], "what was listed")?;
    let statuses: Vec<u64> = emulator.received()?.iter().map(|request| request.status).collect();
    assert_equal(statuses, vec![200; 3], "the pages")
}

async fn advanced_queries(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let eventual = (HeaderName::from_static("consistencylevel"), HeaderValue::from_static("eventual"));
    let made =
        json!({"surname": "O'Hara & sons", "displayName": "Gus", "userPrincipalName": "gus@contoso.example"});
    assert_equal(answer!(graph.users().create_user(&made)).0, 201, "a new user")?;
    let request = graph.users().list_user().header(eventual.0.clone(), eventual.1.clone()).count("true");
    let (_, found) = answer!(request.filter(&["surname eq 'O''Hara & sons'"]).order_by(&["displayName"]));
    assert_equal(
        (values(&found, "displayName"), &found["@odata.count"]),
        (vec!["Gus"], &json!(1)),
        "what was found",
    )?;
    let count = graph.users().get_users_count().header(eventual.0, eventual.1).send().await?;
    assert_equal((count.status().as_u16(), &*count.text().await?), (200, "6"), "the count")?;
    let (status, error) = answer!(graph.users().get_users_count());
    assert_equal(
        (status, &error["error"]["code"]),
        (400, &json!("Request_BadRequest")),
        "a count without the header",
    )?;
    emulator.received().map(drop)
}

async fn changes_since_a_delta_link(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let pages = graph.users().delta().paging().json::<Value>().await?;
    let pages: Vec<&Value> = pages.iter().filter_map(|page| page.body().as_ref().ok()).collect();
    let listed: usize = pages.iter().map(|page| values(page, "id").len()).sum();
    assert_equal(listed, 6, "the users of the first round")?;
    let link = pages.last().and_then(|page| page["@odata.deltaLink"].as_str()).ok_or("no delta link")?;
    answer!(graph.user(ANN).update_user(&json!({"jobTitle": "Head"})));
    emulator.received()?;
    // The client has no way to follow a link: its query is given to the function again.
    let token = Url::parse(link)?.query_pairs().next().ok_or("no token")?.1.into_owned();
    let (_, changes) = answer!(graph.users().delta().append_query_pair("$deltatoken", token.as_str()));
    assert_equal(values(&changes, "jobTitle"), vec!["Head"], "what has changed")?;
    emulator.received().map(drop)
}

async fn members_of_a_group(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let body = json!({"displayName": "Staff", "mailEnabled": false, "mailNickname": "staff", "securityEnabled": true});
    let (_, group) = answer!(graph.groups().create_group(&body));
    let group = group["id"].as_str().unwrap_or_default();
    let (_, ann) = answer!(graph.user(ANN).get_user());
    let ann = ann["id"].as_str().unwrap_or_default();
    let reference = json!({"@odata.id": format!("{}/v1.0/directoryObjects/{ann}", emulator.endpoint)});
    assert_equal(answer!(graph.group(group).create_ref_members(&reference)).0, 204, "a new member")?;
    assert_equal(
        answer!(graph.group(group).create_ref_members(&reference)).0,
        400,
        "a member that is there",
    )?;
    let (_, members) = answer!(graph.group(group).list_members());
    assert_equal(values(&members, "id"), vec![ann], "the members")?;
    assert_equal(answer!(graph.group(group).delete_ref_members(ann)).0, 204, "the removal")?;
    let (_, members) = answer!(graph.group(group).list_members());
    assert_equal(values(&members, "id").len(), 0, "the number of members afterwards")?;
    emulator.received().map(drop)
}

async fn an_intune_entity(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let intune = || graph.device_management();
    let (status, made) = answer!(intune().create_device_categories(&json!({"displayName": "Kiosk"})));
    assert_equal(status, 201, "the status")?;
    let id = made["id"].as_str().unwrap_or_default();
    let change = json!({"description": "By the door"});
    let (status, changed) = answer!(intune().update_device_categories(id, &change));
    assert_equal((status, changed["displayName"].as_str()), (200, Some("Kiosk")), "the changed category")?;
    let (_, list) = answer!(intune().list_device_categories());
    assert_equal(values(&list, "id"), vec![id], "the list")?;
    assert_equal(answer!(intune().delete_device_categories(id)).0, 204, "the deletion")?;
    let (status, error) = answer!(intune().get_device_categories(id));
    assert_equal(
        (status, &error["error"]["code"]),
        (404, &json!("ResourceNotFound")),
        "the deleted category",
    )?;
    let (status, error) = answer!(intune().create_device_categories(&json!({"colour": "red"})));
    assert_equal((status, &error["error"]["code"]), (400, &json!("ModelValidationFailure")), "the refusal")?;
    emulator.received().map(drop)
}

async fn actions(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let device =
        emulator.send("POST", "/v1.0/deviceManagement/managedDevices", &json!({"deviceName": "PC"}))?;
    let device = device["id"].as_str().unwrap_or_default();
    emulator.received()?;
    assert_equal(
        answer!(graph.device_management().managed_device(device).reboot_now()).0,
        204,
        "the restart",
    )?;
    let body = json!({"keepUserData": false});
    assert_equal(answer!(graph.device_management().managed_device(device).wipe(&body)).0, 204, "the wipe")?;
    let mail = json!({"message": {"subject": "Hi", "body": {"contentType": "Text", "content": "Dear all"}}});
    assert_equal(answer!(graph.user(ANN).send_mail(&mail)), (202, Value::Null), "the mail")?;
    emulator.received().map(drop)
}

async fn batch(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let change = json!({"jobTitle": "Boss"});
    let headers = json!({"Content-Type": "application/json"});
    let requests = json!({"requests": [
        {"id": "change", "method": "PATCH", "url": format!("/users/{ANN}"), "headers": headers, "body": change},
        {"id": "read", "method": "GET", "url": format!("/users/{ANN}"), "dependsOn": ["change"]},
        {"id": "lost", "method": "GET", "url": "/users/nobody@contoso.example", "dependsOn": ["change"]},
    ]});
    let (status, answers) = answer!(graph.batch(&requests));
    let answers = answers["responses"].as_array().ok_or("no answers")?;
    let status_of = |id: &str| answers.iter().find(|it| it["id"] == id).map(|it| it["status"].clone());
    let statuses = ["change", "read", "lost"].map(|id| status_of(id).and_then(|it| it.as_u64()));
    assert_equal((status, statuses), (200, [Some(204), Some(200), Some(404)]), "the answers")?;
    emulator.received().map(drop)
}

async fn throttled(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    let attempts = async |fault: Value| -> Result<Vec<u64>, Failure> {
        emulator.next_answers(&[json!({"throttled": fault})])?;
        answer!(graph.user(ANN).get_user());
        Ok(emulator.received()?.iter().map(|request| request.status).collect())
    };
    assert_equal(attempts(json!({"seconds": 1})).await?, vec![429, 200], "the attempts")?;
    let retried = vec![429, 200];
    let fault = "a Retry-After that is a date is not read: the caller gets 429";
    check_known_fault(&attempts(json!({"date": 2})).await?, &retried, &vec![429], fault)?;
    let fault = "a 429 without Retry-After is not repeated";
    check_known_fault(&attempts(json!("missing")).await?, &retried, &vec![429], fault)
}

async fn upload(emulator: &Emulator, graph: &GraphClient) -> Result<(), Failure> {
    const SIZE: usize = 4 * 1024 * 1024;
    let content: Vec<u8> = (0..SIZE).map(|at| (at % 251) as u8).collect();
    let drive = emulator.send("POST", "/v1.0/drives", &json!({}))?;
    let drive = drive["id"].as_str().unwrap_or_default();
    let item =
        emulator.send("POST", &format!("/v1.0/drives/{drive}/items"), &json!({"name": "large.bin"}))?;
    let item = item["id"].as_str().unwrap_or_default();
    let opened = graph.drive(drive).item(item).create_upload_session(&json!({})).send().await?;
    emulator.received()?;
    let mut session = opened.into_upload_session(&content[..]).await?;
    while let Some(range) = session.next().await {
        let range: GraphResult<_> = range;
        range?.error_for_status()?;
    }
    let mut statuses: Vec<u64> = emulator.received()?.iter().map(|request| request.status).collect();
    assert_equal(statuses.pop(), Some(201), "the status of the last range")?;
    assert_equal(statuses.iter().all(|status| *status == 202), true, "whether the others were accepted")?;
    let read = graph.drive(drive).item(item).get_items_content().send().await?;
    assert_equal(read.bytes().await? == content, true, "whether the content is as it was sent")?;
    emulator.received().map(drop)
}
