//! Writes a note to many devices, with a progress bar. The requests go in batches, throttled items are sent
//! again, and every failure is listed at the end.
//!
//! Run it with `cargo run --example bulk_update`.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, graph_entity};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// A device that Intune manages, with the properties that this example needs.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(list, update, delete))]
#[derive(Debug)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// The name.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// Free text that administrators write.
    pub notes: Option<String>,
}

/// Write a note to every device with a name that starts with a prefix.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The prefix of the device names.
    #[arg(long, default_value = "KIOSK-")]
    prefix: String,
    /// The note.
    #[arg(long, default_value = "moved to the new building")]
    note: String,
}

/// The number of requests between two steps of the progress bar: three batches of twenty.
const CHUNK: usize = 60;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether every device has the note. Always true on the emulator, where failures are part of the
/// example.
async fn run(options: Options) -> Result<bool, Box<dyn Error>> {
    let graph = Graph::open(a_busy_tenant()).await?;
    let client = graph.client()?;
    let devices = find(&client, &options.prefix).await?;
    if let Some(device) = devices.first().filter(|_| graph.emulator().is_some()) {
        // Something that happens in practice: one device is deleted between the list and the update.
        ManagedDevice::at(&device.id).delete().send(&client).await?;
    }
    let failures = annotate(&client, &devices, &options.note).await;
    println!("{} of {} devices have the note.", devices.len() - failures.len(), devices.len());
    for (device, error) in &failures {
        println!("  {}: {error}", device.device_name.as_deref().unwrap_or(&device.id));
    }
    Ok(failures.is_empty() || graph.emulator().is_some())
}

/// Returns all devices. They are collected before the first update: an update during the list could make the
/// list skip or repeat a device.
async fn find(client: &Client, prefix: &str) -> Result<Vec<ManagedDevice>, graph_entity::Error> {
    let mut found = ManagedDevice::within()
        .list()
        .filter(ManagedDevice::DEVICE_NAME.starts_with(prefix))
        .select(ManagedDevice::DEVICE_NAME)
        .items(client);
    let mut devices = Vec::new();
    while let Some(device) = found.next().await {
        devices.push(device?);
    }
    Ok(devices)
}

/// Writes the note, and returns the devices that failed with their errors. A failure does not affect the
/// other devices.
async fn annotate<'a>(
    client: &Client,
    devices: &'a [ManagedDevice],
    note: &str,
) -> Vec<(&'a ManagedDevice, graph_entity::Error)> {
    let bar = ProgressBar::new(devices.len() as u64).with_style(style());
    let mut failures = Vec::new();
    for chunk in devices.chunks(CHUNK) {
        let change =
            |device: &ManagedDevice| ManagedDevice::update(&device.id, ManagedDevice::patch().notes(note));
        let results = client.send_all(chunk.iter().map(change)).await;
        failures
            .extend(chunk.iter().zip(results).filter_map(|(device, result)| Some((device, result.err()?))));
        bar.inc(chunk.len() as u64);
        bar.set_message(format!("{} failed", failures.len()));
    }
    bar.finish();
    failures
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({eta} left)");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A tenant with three hundred kiosks, which throttles, or fails with a transient error, one request in ten.
fn a_busy_tenant() -> Builder {
    let faults = [
        Fault::Throttled(RetryAfter::Fraction(0.05)),
        Fault::Throttled(RetryAfter::Missing),
        Fault::Status(503, RetryAfter::Fraction(0.05)),
        Fault::Status(502, RetryAfter::Missing),
    ];
    let graph =
        Emulator::builder().page_size(100).faults_in_batches(true).random_faults_among(11, 10, faults);
    (0..300).fold(graph, |graph, number| {
        let device = json!({ "deviceName": format!("KIOSK-{number:03}") });
        graph.seed::<ManagedDevice>([format!("device-{number:03}")], device)
    })
}
