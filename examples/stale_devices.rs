//! Deletes the devices that have not synced with Intune for a long time, with a progress bar. Without `--delete` it
//! only lists them.
//!
//! `cargo run --example stale_devices` starts an emulator with sixty devices.
//! `cargo run --example stale_devices -- --help` lists the options.
//!
//! The requests go in batches, and what is throttled is sent again. A failure does not affect the other devices. It is
//! listed at the end, and so is a device of which it is not known whether it was deleted.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, DateTimeOffset, ErrorKind, graph_entity};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// A device that Intune manages, with the properties that this example needs.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(list, delete))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// Name of the device.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// The date and time that the device last completed a successful sync with Intune.
    #[graph(read_only, not_null)]
    pub last_sync_date_time: Option<DateTimeOffset>,
    /// Operating system of the device: Windows, iOS, etc.
    #[graph(read_only)]
    pub operating_system: Option<String>,
}

/// Delete the devices that have not synced with Intune for a long time. A device that has never synced may be
/// new, and is left alone.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The number of days since the last sync.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
    /// Delete them. Without it, they are only listed.
    #[arg(long)]
    delete: bool,
    /// Delete nothing if there are more of them than this.
    #[arg(long, default_value_t = 100)]
    at_most: usize,
}

/// The number of requests between two steps of the progress bar: those of one batch.
const CHUNK: usize = 20;

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let now = OffsetDateTime::now_utc();
    let graph = Graph::open(a_tenant(now)).await?;
    let client = graph.client()?;
    let devices = find(&client, now - Duration::days(options.days.into())).await?;
    println!("{} devices have not synced for {} days.", devices.len(), options.days);
    if !options.delete {
        list(&devices, now);
        return Ok(());
    }
    if devices.len() > options.at_most {
        return Err(format!("more than {} devices: nothing is deleted", options.at_most).into());
    }
    if let Some(emulator) = graph.emulator() {
        a_bad_day(emulator);
    }
    let outcome = delete(&client, &devices).await;
    println!("{} of {} are deleted.", outcome.deleted, devices.len());
    outcome.into_result()
}

/// Returns the stale devices, the oldest sync first. They are collected before the first is deleted: a change during
/// the list could make Graph skip or repeat a device.
async fn find(client: &Client, before: OffsetDateTime) -> Result<Vec<ManagedDevice>, graph_entity::Error> {
    let stale = ManagedDevice::LAST_SYNC_DATE_TIME.lt(DateTimeOffset::from(before));
    let list = ManagedDevice::within().list().filter(stale).select((
        ManagedDevice::DEVICE_NAME,
        ManagedDevice::LAST_SYNC_DATE_TIME,
        ManagedDevice::OPERATING_SYSTEM,
    ));
    let mut devices = list.items(client).into_vec().await?;
    devices.retain(|device| device.last_sync_date_time.is_some_and(|time| !time.is_never()));
    devices.sort_by_key(|device| device.last_sync_date_time.map(DateTimeOffset::as_offset_date_time));
    Ok(devices)
}

fn list(devices: &[ManagedDevice], now: OffsetDateTime) {
    for device in devices {
        let days = device.last_sync_date_time.map(|time| (now - time.as_offset_date_time()).whole_days());
        let os = device.operating_system.as_deref().unwrap_or_default();
        println!("  {:<12} {os:<8} {:>4} days", name_of(device), days.unwrap_or_default());
    }
    println!("Nothing is deleted: run it again with --delete.");
}

/// What came of the devices.
#[derive(Default)]
struct Outcome<'a> {
    deleted: usize,
    failed: Vec<(&'a ManagedDevice, graph_entity::Error)>,
}

async fn delete<'a>(client: &Client, devices: &'a [ManagedDevice]) -> Outcome<'a> {
    let bar = ProgressBar::new(devices.len() as u64).with_style(style());
    let mut outcome = Outcome::default();
    for chunk in devices.chunks(CHUNK) {
        let results =
            client.send_all(chunk.iter().map(|device| ManagedDevice::at(&device.id).delete())).await;
        for (device, result) in chunk.iter().zip(results) {
            match result {
                Ok(_) => outcome.deleted += 1,
                // Somebody else was faster, or it was deleted by an attempt whose answer was lost.
                Err(error) if error.kind() == ErrorKind::NotFound => outcome.deleted += 1,
                Err(error) => outcome.failed.push((device, error)),
            }
        }
        bar.inc(chunk.len() as u64);
        bar.set_message(format!("{} failed", outcome.failed.len()));
    }
    bar.finish();
    outcome
}

impl Outcome<'_> {
    /// Lists the failures, those in doubt last.
    fn into_result(mut self) -> Result<(), Box<dyn Error>> {
        self.failed.sort_by_key(|(_, error)| error.write_in_doubt());
        for (device, error) in &self.failed {
            let what = if error.write_in_doubt() { "may be deleted" } else { "not deleted" };
            eprintln!("  {} ({}) {what}: {error}", name_of(device), device.id);
        }
        if self.failed.is_empty() { Ok(()) } else { Err("look at the devices above".into()) }
    }
}

fn name_of(device: &ManagedDevice) -> &str {
    device.device_name.as_deref().unwrap_or(&device.id)
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({eta} left)");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Sixty devices, of which every fifth one has not synced for long, and one never.
fn a_tenant(now: OffsetDateTime) -> Builder {
    let graph = Emulator::builder().page_size(25).faults_in_batches(true);
    let never = json!({ "deviceName": "NEW-1", "lastSyncDateTime": "0001-01-01T00:00:00Z" });
    (0..60_u32).fold(graph.seed::<ManagedDevice>(["new"], never), |graph, number| {
        let days = if number % 5 == 0 { 90 + 7 * number } else { number };
        let last_sync = now - Duration::days(days.into()) - Duration::hours(1);
        let device = json!({
            "deviceName": format!("DEVICE-{number:02}"),
            "operatingSystem": if number % 3 == 0 { "iOS" } else { "Windows" },
            "lastSyncDateTime": DateTimeOffset::from(last_sync),
        });
        graph.seed::<ManagedDevice>([format!("device-{number:02}")], device)
    })
}

/// The second device is throttled, the third fails while it is deleted, and the fourth may not be deleted.
fn a_bad_day(emulator: &Emulator) {
    let busy = Fault::Throttled(RetryAfter::Fraction(0.05));
    let (lost, refused) = (Fault::Status(500, RetryAfter::Missing), Fault::Status(409, RetryAfter::Missing));
    emulator.next_answers([Fault::None, busy, lost, refused]);
}
