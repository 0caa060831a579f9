//! Lists the devices that have not synced with Intune for a while, and counts all devices by compliance
//! state.
//!
//! Run it with `cargo run --example list_devices`. The filter is typed: comparing a property with a value of
//! another type does not compile. Only one page of devices is in memory at a time.

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, DateTimeOffset, graph_entity, graph_enum};
use graph_entity_emulator::{Builder, Emulator};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// Whether a device complies with its policies.
#[graph_enum]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComplianceState {
    /// Nothing is known yet.
    Unknown,
    /// It complies.
    Compliant,
    /// It does not comply.
    Noncompliant,
    /// It does not comply, and still has time to.
    InGracePeriod,
    /// A member that this build does not know.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A device that Intune manages, with the properties that this example needs.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(list))]
#[derive(Debug)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// The name.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// `Windows`, `iOS`.
    #[graph(read_only)]
    pub operating_system: Option<String>,
    /// The time of the last sync with Intune.
    #[graph(read_only, not_null)]
    pub last_sync_date_time: Option<DateTimeOffset>,
    /// Whether it complies with its policies.
    #[graph(read_only, not_null)]
    pub compliance_state: Option<ComplianceState>,
}

/// List the devices of one operating system that have not synced with Intune for some days, the oldest sync
/// first.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The operating system.
    #[arg(long, default_value = "Windows")]
    os: String,
    /// The number of days since the last sync.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let now = OffsetDateTime::now_utc().truncate_to_second();
    let graph = Graph::open(a_tenant(now)).await?;
    let client = graph.client()?;
    list_stale(&client, &options, now).await?;
    count_by_state(&client).await
}

/// Lists with a filter, an order and a selection, one device after the other.
async fn list_stale(client: &Client, options: &Options, now: OffsetDateTime) -> Result<(), Box<dyn Error>> {
    let since = DateTimeOffset::from(now - Duration::days(options.days.into()));
    let stale = ManagedDevice::OPERATING_SYSTEM
        .eq(options.os.as_str())
        .and(ManagedDevice::LAST_SYNC_DATE_TIME.lt(since));
    let mut devices = ManagedDevice::within()
        .list()
        .filter(stale)
        .order_by(ManagedDevice::LAST_SYNC_DATE_TIME.asc())
        .select((ManagedDevice::DEVICE_NAME, ManagedDevice::LAST_SYNC_DATE_TIME))
        .items(client);

    println!("{} devices that have not synced for {} days:", options.os, options.days);
    let mut count = 0;
    while let Some(device) = devices.next().await {
        let device = device?;
        let last = device.last_sync_date_time.map_or_else(|| "never".to_owned(), |time| time.to_string());
        println!("  {:<12} {last}", device.device_name.as_deref().unwrap_or(&device.id));
        count += 1;
    }
    println!("{count} in all.\n");
    Ok(())
}

/// Lists without a filter, page by page.
async fn count_by_state(client: &Client) -> Result<(), Box<dyn Error>> {
    let mut pages = ManagedDevice::within().list().select(ManagedDevice::COMPLIANCE_STATE).pages(client);
    let mut counts = BTreeMap::<_, u32>::new();
    let mut read = 0;
    while let Some(page) = pages.next().await {
        let page = page?;
        read += 1;
        println!("Page {read}: {} devices.", page.items.len());
        for device in page.items {
            *counts.entry(device.compliance_state.unwrap_or(ComplianceState::Unknown)).or_default() += 1;
        }
    }
    println!("{counts:?}");
    Ok(())
}

/// Sixty devices in pages of 25: every third one is a phone, every fourth one has not synced for long.
fn a_tenant(now: OffsetDateTime) -> Builder {
    let mut graph = Emulator::builder().page_size(25);
    for number in 0_u32..60 {
        let days = if number % 4 == 0 { 30 + number } else { number % 7 };
        let state = ["compliant", "compliant", "noncompliant", "inGracePeriod"][number as usize % 4];
        let last_sync = DateTimeOffset::from(now - Duration::days(days.into()) - Duration::hours(1));
        let device = json!({
            "deviceName": format!("DEVICE-{number:02}"),
            "operatingSystem": if number % 3 == 0 { "iOS" } else { "Windows" },
            "lastSyncDateTime": last_sync,
            "complianceState": state,
        });
        graph = graph.seed::<ManagedDevice>([format!("device-{number:02}")], device);
    }
    graph
}
