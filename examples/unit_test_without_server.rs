//! A user's unit tests without a server: what a function sends is seen by a closure, which answers for Graph.
//!
//! `cargo run --example unit_test_without_server` runs the tests below; in a program of your own they stand in a
//! `#[cfg(test)]` module, each with `#[tokio::test]`.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use clap::Parser;
use graph_entity::transport::respond;
use graph_entity::{AccessToken, Client, Error, ErrorKind, graph_entity};
use http::{Request, Response};
use serde_json::{Value, json};

/// A device that Intune manages.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(get, list, update))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// The name that its user sees.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// Free text of the administrators.
    pub notes: Option<String>,
}

/// What is tested: notes on every device whose name starts so, and how many there were.
///
/// # Errors
/// The first one that Graph or the way to it gives.
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

/// A request needs neither a client nor a runtime to be looked at.
fn a_request_is_plain_data() {
    let request = ManagedDevice::update("7", ManagedDevice::patch().notes("lent out"));
    let http = request.to_http("https://graph.microsoft.com").expect("a valid request");
    assert_eq!(http.method(), "PATCH");
    assert_eq!(http.uri(), "https://graph.microsoft.com/v1.0/deviceManagement/managedDevices/7");
    assert_eq!(http.body(), r##"{"@odata.type":"#microsoft.graph.managedDevice","notes":"lent out"}"##);
}

/// The closure answers by the request, and what was sent is asserted behind the call.
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

/// Errors are answers too: Graph's own come back by kind.
async fn a_refusal_is_handed_on() {
    let error = json!({ "error": { "code": "Forbidden", "message": "Application is not authorized." } });
    let client = client(move |_| answer(403, &error));
    let refused = annotate(&client, "x", "y").await.expect_err("a refusal");
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
}

/// A client whose transport is a function. The token goes nowhere.
fn client(graph: impl Fn(Request<Bytes>) -> Response<String> + Send + Sync + 'static) -> Client {
    let token = AccessToken::new("a-token-of-a-test").expect("a token");
    Client::builder().credential(token).transport(respond(graph)).build().expect("a client")
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
    a_refusal_is_handed_on().await;
    println!("3 tests passed without a server");
    ExitCode::SUCCESS
}
