//! Runs one job in many tenants at the same time, under a budget that they share: asks every Windows device to sync.
//!
//! `cargo run --example tenants` starts an emulator for each of three tenants.
//! `cargo run --example tenants -- --help` lists the options.
//!
//! A tenant in which nothing works, and a device that fails, do not affect the others. The clients of all tenants count
//! in the same budget, so that the program as a whole stays within a limit.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use clap::Parser;
use graph_entity::{AccessToken, Budget, Client, graph_action, graph_entity};
use graph_entity_emulator::{Builder, Call, CallAnswer, Emulator};
use graph_entity_examples::{Graph, exit};
use serde_json::json;
use tokio::task::JoinSet;

/// A device that Intune manages, with the properties that this example needs.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(list))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// Name of the device.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// Operating system of the device: Windows, iOS, etc.
    #[graph(read_only)]
    pub operating_system: Option<String>,
}

/// Asks a device to sync with Intune.
#[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/syncDevice")]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SyncDevice;

/// Ask every Windows device of many tenants to sync.
#[derive(Parser)]
#[command(
    after_help = "Without --tenants, the program talks to three emulators of Graph that it starts and seeds."
)]
struct Options {
    /// A file with a tenant a line: NAME=VARIABLE, where the environment variable has a token for the tenant.
    #[arg(long, value_name = "FILE")]
    tenants: Option<PathBuf>,
    /// The most requests in a window, for all tenants together.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
    /// The length of a window in seconds.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
}

/// A tenant, and where its Graph is.
struct Tenant {
    name: String,
    endpoint: String,
    token: String,
}

/// What came of a tenant.
struct Summary {
    devices: usize,
    failed: Vec<(String, graph_entity::Error)>,
    throttled: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    // Kept, because an emulator stops when it is dropped.
    let mut emulators = Vec::new();
    let tenants = match &options.tenants {
        Some(file) => read(file)?,
        None => start(&mut emulators).await?,
    };
    let budget = Budget::new(Duration::from_secs(options.seconds), options.requests, options.requests);
    let results = everywhere(tenants, &budget).await?;
    let failures = results.values().filter(|result| !is_complete(result)).count();
    for (tenant, result) in &results {
        show(tenant, result);
    }
    if failures == 0 {
        Ok(())
    } else {
        Err(format!("{failures} of {} tenants are not complete", results.len()).into())
    }
}

/// What came of each tenant, by its name.
type Results = BTreeMap<String, Result<Summary, graph_entity::Error>>;

/// Does the work in all tenants at the same time.
async fn everywhere(tenants: Vec<Tenant>, budget: &Budget) -> Result<Results, Box<dyn Error>> {
    let mut jobs = JoinSet::new();
    for tenant in tenants {
        let budget = budget.clone();
        jobs.spawn(async move {
            let result = synchronize(&tenant, budget).await;
            (tenant.name, result)
        });
    }
    let mut results = Results::new();
    while let Some(job) = jobs.join_next().await {
        let (tenant, result) = job?;
        results.insert(tenant, result);
    }
    Ok(results)
}

/// The work in one tenant.
async fn synchronize(tenant: &Tenant, budget: Budget) -> Result<Summary, graph_entity::Error> {
    let client = Client::builder()
        .endpoint(tenant.endpoint.as_str())
        .credential(AccessToken::new(&tenant.token)?)
        .budget(budget)
        // The wait for the budget is part of it: all requests of a tenant are handed over at once.
        .deadline(Duration::from_secs(60 * 60))
        .build()?;
    let windows = ManagedDevice::within().list().filter(ManagedDevice::OPERATING_SYSTEM.eq("Windows"));
    let devices = windows.select(ManagedDevice::DEVICE_NAME).items(&client).into_vec().await?;
    // To ask twice is the same as to ask once, so a lost answer is no reason to stop.
    let ask = |device: &ManagedDevice| SyncDevice.call(&device.id).idempotent();
    let results = client.send_all(devices.iter().map(ask)).await;
    let failed = devices.iter().zip(results).filter_map(|(device, result)| {
        let name = device.device_name.as_ref().unwrap_or(&device.id);
        Some((name.clone(), result.err()?))
    });
    Ok(Summary { devices: devices.len(), failed: failed.collect(), throttled: client.counters().throttled })
}

fn is_complete(result: &Result<Summary, graph_entity::Error>) -> bool {
    result.as_ref().is_ok_and(|summary| summary.failed.is_empty())
}

fn show(tenant: &str, result: &Result<Summary, graph_entity::Error>) {
    match result {
        Ok(Summary { devices, failed, throttled }) => {
            let asked = devices - failed.len();
            println!("{tenant}: {asked} of {devices} devices are asked to sync, throttled {throttled} times");
            for (device, error) in failed {
                println!("  {device}: {}", reason(error));
            }
        }
        Err(error) => println!("{tenant}: {}", reason(error)),
    }
}

/// The kind of an error and Graph's words, without what differs from run to run: the waits for the budget and the ids.
fn reason(error: &graph_entity::Error) -> String {
    let words = error.graph().map_or_else(|| error.to_string(), |graph| graph.message.clone());
    format!("{:?}: {words}", error.kind())
}

/// Reads the tenants, and their tokens from the environment.
fn read(file: &Path) -> Result<Vec<Tenant>, Box<dyn Error>> {
    let endpoint = env::var("GRAPH_ENDPOINT").unwrap_or_else(|_| "https://graph.microsoft.com".to_owned());
    let text = fs::read_to_string(file)?;
    let tenants = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let (name, variable) =
            line.split_once('=').ok_or_else(|| format!("`{line}` is not NAME=VARIABLE"))?;
        let (name, variable) = (name.trim(), variable.trim());
        let token = env::var(variable).map_err(|error| format!("{variable}: {error}"))?;
        Ok(Tenant { name: name.to_owned(), endpoint: endpoint.clone(), token })
    });
    tenants.collect()
}

/// Starts three tenants: one with a device that fails, and one whose token is not valid any more.
async fn start(emulators: &mut Vec<Graph>) -> Result<Vec<Tenant>, Box<dyn Error>> {
    let mut tenants = Vec::new();
    for name in ["contoso", "fabrikam", "initech"] {
        let graph = Graph::on_loopback(a_tenant(name)).await?;
        let token = if name == "initech" { "expired-token" } else { graph.token() };
        let (endpoint, token) = (graph.endpoint().to_owned(), token.to_owned());
        tenants.push(Tenant { name: name.to_owned(), endpoint, token });
        emulators.push(graph);
    }
    Ok(tenants)
}

/// Forty devices, of which thirty run Windows. One of fabrikam's cannot be reached.
fn a_tenant(name: &'static str) -> Builder {
    let is_lost = move |call: &Call| name == "fabrikam" && call.path().contains("/device-07/");
    let graph = Emulator::builder().callable::<SyncDevice>().page_size(100);
    let graph = graph.answer_calls("syncDevice", move |call| {
        let error = || CallAnswer::error(409, "Conflict", "The device cannot be reached.");
        if is_lost(call) { error() } else { CallAnswer::nothing() }
    });
    (0..40).fold(graph, |graph, number| {
        let os = if number % 4 == 0 { "iOS" } else { "Windows" };
        let device = json!({ "deviceName": format!("DEVICE-{number:02}"), "operatingSystem": os });
        graph.seed::<ManagedDevice>([format!("device-{number:02}")], device)
    })
}
