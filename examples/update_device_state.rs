//! Changes the state of a compliance script on one device, as the documentation page *Update
//! deviceComplianceScriptDeviceState* does, and shows the request as sent, the reply, and what changed.
//!
//! The entity is what `cargo graph-entity new` writes from that page.
//!
//! `cargo run --example update_device_state` starts an emulator that holds the page's entity.
//! `cargo run --example update_device_state -- --help` lists the options.

mod device_compliance_script_device_state;

use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use graph_entity::transport::{BoxFuture, HyperTransport, SendOptions};
use graph_entity::{
    AccessToken, Client, DateTimeOffset, Endpoint, Error, ErrorKind, Transport, TransportError,
};
use graph_entity_emulator::Emulator;
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use http::HeaderMap;
use serde_json::{Value, json};

use device_compliance_script_device_state::{DeviceComplianceScriptDeviceState as State, RunState};

/// The time limit of retries. Short, because a user is waiting at the terminal.
const MAX_RETRY_TIME: Duration = Duration::from_secs(3);
/// The time limit of connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Change the state of a compliance script on one device.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The id of the script.
    #[arg(long, value_name = "ID", default_value = "10000000-0000-4000-8000-000000000001")]
    script_id: String,
    /// The id of the script's state on the device.
    #[arg(long, value_name = "ID", default_value = "7bd39c86-9c86-7bd3-869c-d37b869cd37b")]
    state_id: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(Options { script_id, state_id }: Options) -> Result<(), Box<dyn std::error::Error>> {
    let one_state = Emulator::builder().seed::<State>([&script_id, &state_id], before_the_change(&state_id));
    let graph = Graph::open(one_state).await?;
    update(graph.endpoint(), graph.token(), &script_id, &state_id).await
}

/// The main job: one typed update and its reply.
async fn update(
    endpoint: &str,
    token: &str,
    script_id: &str,
    state_id: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .endpoint(endpoint)
        .credential(AccessToken::new(token)?)
        .max_retry_time(MAX_RETRY_TIME)
        .transport(Printing(HyperTransport::for_endpoint(&Endpoint::parse(endpoint)?, CONNECT_TIMEOUT)?))
        .build()?;

    let before = read(&client, script_id, state_id).await?;

    let patch = State::patch()
        .detection_state(RunState::Success)
        .last_state_update_date_time("2017-01-01T00:02:58.4418045-08:00".parse::<DateTimeOffset>()?)
        .expected_state_update_date_time("2016-12-31T23:58:26.9294641-08:00".parse::<DateTimeOffset>()?)
        .last_sync_date_time("2017-01-01T00:02:49.3205976-08:00".parse::<DateTimeOffset>()?)
        .script_output("Script Output value")
        .script_error("Script Error value");
    let reply = State::update(script_id, state_id, patch).send(&client).await?;

    let after = match reply.into_value() {
        Some(after) => Some(after),
        // 204: Graph accepted the change and sent no body.
        None => read(&client, script_id, state_id).await?,
    };
    show_change(before.as_ref(), after.as_ref())
}

/// Reads the entity. Returns `None` if the service does not serve this route: the update may still work.
async fn read(client: &Client, script_id: &str, state_id: &str) -> Result<Option<State>, Error> {
    match State::at(script_id, state_id).get().send(client).await {
        Ok(reply) => Ok(Some(reply.into_value())),
        Err(error) if error.kind() == ErrorKind::RouteNotServed => {
            println!("The state cannot be read: {error}\n");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn show_change(before: Option<&State>, after: Option<&State>) -> Result<(), Box<dyn std::error::Error>> {
    let (Some(before), Some(after)) = (before, after) else {
        println!("What changed cannot be shown: the state cannot be read.");
        return Ok(());
    };
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    println!("What changed:");
    for (name, value) in after.as_object().into_iter().flatten() {
        let old = before.get(name).unwrap_or(&Value::Null);
        if old != value {
            println!("  {name}: {old} -> {value}");
        }
    }
    Ok(())
}

fn before_the_change(state_id: &str) -> Value {
    json!({
        "id": state_id,
        "detectionState": "pending",
        "lastStateUpdateDateTime": "2016-12-30T00:00:00.0000000-08:00",
        "expectedStateUpdateDateTime": null,
        "lastSyncDateTime": "2016-12-30T00:00:00.0000000-08:00",
        "scriptOutput": null,
        "scriptError": null,
    })
}

/// A transport that wraps another, and prints each request as it is sent and its reply.
struct Printing(HyperTransport);

impl Transport for Printing {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        println!("{} {}", request.method(), request.uri());
        print_message(request.headers(), request.body());
        Box::pin(async move {
            let reply = self.0.send(request, options).await?;
            println!("{}", reply.status());
            print_message(reply.headers(), reply.body());
            Ok(reply)
        })
    }
}

fn print_message(headers: &HeaderMap, body: &Bytes) {
    for (name, value) in headers {
        let shown =
            if value.is_sensitive() { "Bearer [redacted]" } else { value.to_str().unwrap_or("(bytes)") };
        println!("{name}: {shown}");
    }
    if !body.is_empty() {
        println!("\n{}", String::from_utf8_lossy(body));
    }
    println!();
}
