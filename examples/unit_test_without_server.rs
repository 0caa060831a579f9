//! Unit tests without a server: a closure receives each request that the tested function sends, and answers
//! for Graph.
//!
//! `cargo run --example unit_test_without_server` runs the tests below. In your own program, put them in a
//! `#[cfg(test)]` module, each with `#[tokio::test]`.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use clap::Parser;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, ErrorKind, graph_entity};
use http::{Request, Response};
use serde_json::{Value, json};

/// A device that Intune manages.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(get, list, update))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// The name.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// Free text that administrators write.
    pub notes: Option<String>,
}

/// The function under test: writes notes to every device with a name that starts with `prefix`, and returns
/// how many.
///
/// # Errors
/// The first error of a request.
pub async fn annotate(client: &Client, prefix: &str, notes: &str) -> Result<usize, Error> {
    let filter = ManagedDevice::DEVICE_NAME.starts_with(prefix);
    let mut devices = ManagedDevice::within().list().filter(filter).select(ManagedDevice::ID).items(client);
    let mut count = 0;
    while let Some(device) = devices.next().await {
        ManagedDevice::update(device?.id, ManagedDevice::patch().notes(notes)).send(client).await?;
        count += 1;
    }
    Ok(count)
}

/// Inspecting a request needs neither a client nor an async runtime.
fn a_request_is_plain_data() {
    let request = ManagedDevice::update("7", ManagedDevice::patch().notes("lent out"));
    let http = request.to_http("https://graph.microsoft.com").expect("a valid request");
    assert_eq!(http.method(), "PATCH");
    assert_eq!(http.uri(), "https://graph.microsoft.com/v1.0/deviceManagement/managedDevices/7");
    assert_eq!(http.body(), r##"{"@odata.type":"#microsoft.graph.managedDevice","notes":"lent out"}"##);
}

/// The closure answers each request and records it; the test asserts the records after the call.
async fn every_device_of_every_page_is_annotated() {
    let sent: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&sent);
    let client = client(move |request| {
        seen.lock().expect("no test panics here").push(format!("{} {}", request.method(), request.uri()));
        match (request.method().as_str(), request.uri().query()) {
            ("PATCH", _) => answer(204, &Value::Null),
            (_, Some("$skiptoken=2")) => answer(200, &json!({ "value": [{ "id": "3" }] })),
            _ => answer(
                200,
                &json!({
                    "value": [{ "id": "1" }, { "id": "2" }],
                    "@odata.nextLink": "https://graph.microsoft.com/v1.0/deviceManagement/managedDevices?$skiptoken=2",
                }),
            ),
        }
    });

    let count = annotate(&client, "R&D-", "moved").await.expect("three devices");

    assert_eq!(count, 3);
    let devices = "https://graph.microsoft.com/v1.0/deviceManagement/managedDevices";
    assert_eq!(
        *sent.lock().expect("no test panics here"),
        [
            format!("GET {devices}?$filter=startswith(deviceName,'R%26D-')&$select=id"),
            format!("PATCH {devices}/1"),
            format!("PATCH {devices}/2"),
            format!("GET {devices}?$skiptoken=2"),
            format!("PATCH {devices}/3"),
        ]
    );
}

/// Tests can answer with errors too. An error of Graph comes back with its kind.
async fn an_error_of_graph_is_returned() {
    let error = json!({ "error": { "code": "Forbidden", "message": "Application is not authorized." } });
    let client = client(move |_| answer(403, &error));
    let refused = annotate(&client, "x", "y").await.expect_err("a refusal");
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
}

/// Returns a client with a closure as its transport. The token is not sent over any network.
fn client(graph: impl Fn(Request<Bytes>) -> Response<String> + Send + Sync + 'static) -> Client {
    let token = AccessToken::new("a-token-of-a-test").expect("a token");
    Client::builder().credential(token).transport(from_fn(graph)).build().expect("a client")
}

fn answer(status: u16, body: &Value) -> Response<String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    Response::builder().status(status).body(body).expect("a response")
}

/// Run three unit tests of code that calls Graph, without a server: the transport is a closure.
#[derive(Parser)]
struct Options {}

#[tokio::main]
async fn main() -> ExitCode {
    let Options {} = Options::parse();
    a_request_is_plain_data();
    every_device_of_every_page_is_annotated().await;
    an_error_of_graph_is_returned().await;
    println!("3 tests passed without a server");
    ExitCode::SUCCESS
}
