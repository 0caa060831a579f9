//! Graph over an HTTP stack of your own: the crate makes each request and reads its reply, and the program
//! sends it. Here that is hyper-util's client; a blocking one works in the same way.
//!
//! `cargo run --example own_http_stack` starts an emulator that holds two devices, one on each page.

use std::error::Error;
use std::process::ExitCode;

use bytes::Bytes;
use clap::Parser;
use graph_entity::graph_entity;
use graph_entity_emulator::Emulator;
use graph_entity_examples::{Graph, exit};
use http::header::AUTHORIZATION;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::json;

/// A device that Intune manages.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(get, list))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// The name.
    #[graph(read_only)]
    pub device_name: Option<String>,
}

/// The names of all devices. The token goes to the endpoint only: a link to another host is an error of
/// `to_http`.
async fn device_names(endpoint: &str, token: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let mut names = Vec::new();
    let mut next = Some(ManagedDevice::within().list().page_size(1).into_request());
    while let Some(request) = next {
        let mut http = request.to_http(endpoint)?;
        http.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
        let (head, body) = client.request(http.map(Full::new)).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        let page = request.read(http::Response::from_parts(head, body))?.into_value();
        next = request.after(&page);
        names.extend(page.items.into_iter().filter_map(|device| device.device_name));
    }
    Ok(names)
}

/// List devices over an HTTP client that the program brings itself, without TLS.
#[derive(Parser)]
struct Options {}

#[tokio::main]
async fn main() -> ExitCode {
    let Options {} = Options::parse();
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let device = |id: &str, name: &str| json!({ "id": id, "deviceName": name });
    let devices = Emulator::builder()
        .seed::<ManagedDevice>(["1"], device("1", "Kiosk-1"))
        .seed::<ManagedDevice>(["2"], device("2", "Kiosk-2"));
    let graph = Graph::on_loopback(devices).await?;
    for name in device_names(graph.endpoint(), graph.token()).await? {
        println!("{name}");
    }
    Ok(())
}
