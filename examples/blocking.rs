//! A program without an async runtime: it lists devices, writes a note to each of them, and reads one back, on
//! the thread that it runs on.
//!
//! Run it with `cargo run --example blocking`. Tokens, retries, budgets and limits are those of awaited requests.
//! In a program of its own, `graph-entity` needs only the feature `blocking`, without the default ones:
//! no async runtime is built.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, graph_entity};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

/// A device that Intune manages, with the properties that this example needs.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(get, list, update))]
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

/// Write a note to every device with a name that starts with a prefix, without an async runtime.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The prefix of the device names.
    #[arg(long, default_value = "LAPTOP-")]
    prefix: String,
    /// The note.
    #[arg(long, default_value = "to be replaced")]
    note: String,
}

fn main() -> ExitCode {
    exit(run(&Options::parse()))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let graph = Graph::open_blocking(a_tenant())?;
    let client = graph.client()?;
    let ids = find(&client, &options.prefix)?;
    annotate(&client, &ids, &options.note);
    if let Some(id) = ids.first() {
        let device = ManagedDevice::at(id).get().send_blocking(&client)?.into_value();
        let name = device.device_name.unwrap_or(device.id);
        println!("{name}: {}", device.notes.as_deref().unwrap_or("no note"));
    }
    Ok(())
}

/// Returns the keys of the devices. The iterator has one page in memory at a time.
fn find(client: &Client, prefix: &str) -> Result<Vec<String>, graph_entity::Error> {
    let devices = ManagedDevice::within()
        .list()
        .filter(ManagedDevice::DEVICE_NAME.starts_with(prefix))
        .select(ManagedDevice::DEVICE_NAME)
        .items(client)
        .blocking();
    devices.map(|device| Ok(device?.id)).collect()
}

/// Writes the note in batches, and shows the failures.
fn annotate(client: &Client, ids: &[String], note: &str) {
    let change = |id: &String| ManagedDevice::update(id, ManagedDevice::patch().notes(note));
    let results = client.send_all_blocking(ids.iter().map(change));
    for (id, result) in ids.iter().zip(&results) {
        if let Err(error) = result {
            println!("{id}: {error}");
        }
    }
    let written = results.iter().filter(|result| result.is_ok()).count();
    println!("{written} of {} devices have the note.", ids.len());
}

/// A tenant with fifty laptops and some phones, which throttles one request in ten.
fn a_tenant() -> Builder {
    let busy = [Fault::Throttled(RetryAfter::Fraction(0.05))];
    let graph = Emulator::builder().page_size(20).faults_in_batches(true).random_faults_among(7, 10, busy);
    (0..60).fold(graph, |graph, number| {
        let kind = if number % 6 == 0 { "PHONE" } else { "LAPTOP" };
        let device = json!({ "deviceName": format!("{kind}-{number:02}") });
        graph.seed::<ManagedDevice>([format!("device-{number:02}")], device)
    })
}
