//! Writes the devices that do not comply with their policies as a CSV file, and counts them by state.
//!
//! `cargo run --example compliance_report` starts an emulator with a few devices.
//! `cargo run --example compliance_report -- --help` lists the options.
//!
//! The filter is typed: comparing a property with a value of another type does not compile. Only one page of devices
//! is in memory at a time, so the report may be of any size. A device that cannot be read does not end it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, DateTimeOffset, Filter, Items, graph_entity, graph_enum};
use graph_entity_emulator::{Builder, Emulator};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

/// A device that Intune manages, with the properties that the report has.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(list))]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// The key.
    pub id: String,
    /// Compliance state of the device.
    #[graph(read_only, not_null)]
    pub compliance_state: Option<ComplianceState>,
    /// Name of the device.
    #[graph(read_only)]
    pub device_name: Option<String>,
    /// The date and time that the device last completed a successful sync with Intune.
    #[graph(read_only, not_null)]
    pub last_sync_date_time: Option<DateTimeOffset>,
    /// Operating system of the device: Windows, iOS, etc.
    #[graph(read_only)]
    pub operating_system: Option<String>,
    /// Device user principal name.
    #[graph(read_only)]
    pub user_principal_name: Option<String>,
}

/// Compliance state.
#[graph_enum]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComplianceState {
    /// Unknown.
    Unknown,
    /// Compliant.
    Compliant,
    /// Device is non-compliant and is blocked from corporate resources.
    Noncompliant,
    /// Conflict with other rules.
    Conflict,
    /// Error.
    Error,
    /// Device is non-compliant but still has access to corporate resources.
    InGracePeriod,
    /// Managed by Config Manager.
    ConfigManager,
    /// A member that is not listed here, as it came.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// Write the devices that do not comply with their policies as a CSV file.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The states to report.
    #[arg(long, value_delimiter = ',', default_value = "noncompliant,conflict,error,inGracePeriod")]
    states: Vec<ComplianceState>,
    /// The file to write. Without it, the report goes to the standard output.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// What the report has beside its rows.
#[derive(Default)]
struct Summary {
    counts: BTreeMap<String, u32>,
    unreadable: Vec<graph_entity::Error>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let graph = Graph::open(a_tenant()).await?;
    let client = graph.client()?;
    let summary = match &options.to {
        Some(file) => report(devices(&client, options.states), File::create(file)?).await?,
        None => report(devices(&client, options.states), io::stdout()).await?,
    };
    eprintln!();
    for (state, count) in summary.counts {
        eprintln!("{count:>4} {state}");
    }
    for error in &summary.unreadable {
        eprintln!("not in the report: {}: {error}", error.id().unwrap_or("a device"));
    }
    if summary.unreadable.is_empty() { Ok(()) } else { Err("the report is not complete".into()) }
}

/// Returns the devices in any of these states, or all devices if none is given.
fn devices(client: &Client, states: Vec<ComplianceState>) -> Items<ManagedDevice> {
    let list = ManagedDevice::within().list().select((
        ManagedDevice::DEVICE_NAME,
        ManagedDevice::USER_PRINCIPAL_NAME,
        ManagedDevice::OPERATING_SYSTEM,
        ManagedDevice::COMPLIANCE_STATE,
        ManagedDevice::LAST_SYNC_DATE_TIME,
    ));
    match states.into_iter().map(|state| ManagedDevice::COMPLIANCE_STATE.eq(state)).reduce(Filter::or) {
        Some(filter) => list.filter(filter).items(client),
        None => list.items(client),
    }
}

/// Writes a row for each device. An error that concerns one device only is kept, and the report continues.
async fn report(mut devices: Items<ManagedDevice>, to: impl Write) -> Result<Summary, Box<dyn Error>> {
    let mut rows = csv::Writer::from_writer(to);
    rows.write_record(["device", "user", "operating system", "state", "last sync"])?;
    let mut summary = Summary::default();
    while let Some(device) = devices.next().await {
        match device {
            Ok(device) => {
                rows.write_record(row(&device))?;
                *summary.counts.entry(state_of(&device)).or_default() += 1;
            }
            Err(error) if error.index().is_some() => summary.unreadable.push(error),
            Err(error) => return Err(error.into()),
        }
    }
    rows.flush()?;
    Ok(summary)
}

fn row(device: &ManagedDevice) -> [String; 5] {
    let last_sync = match device.last_sync_date_time {
        Some(time) if !time.is_never() => time.to_string(),
        _ => "never".to_owned(),
    };
    [
        device.device_name.clone().unwrap_or_else(|| device.id.clone()),
        device.user_principal_name.clone().unwrap_or_default(),
        device.operating_system.clone().unwrap_or_default(),
        state_of(device),
        last_sync,
    ]
}

fn state_of(device: &ManagedDevice) -> String {
    device.compliance_state.as_ref().unwrap_or(&ComplianceState::Unknown).to_string()
}

/// A few devices on two pages: one with a name that CSV has to quote, one that never synced, and one that is not
/// as Graph documents it.
fn a_tenant() -> Builder {
    let device = |name: &str, user: &str, os: &str, state: &str, last_sync: &str| {
        json!({
            "deviceName": name,
            "userPrincipalName": user,
            "operatingSystem": os,
            "complianceState": state,
            "lastSyncDateTime": last_sync,
        })
    };
    let (adele, alex) = ("adele@contoso.com", "alex@contoso.com");
    Emulator::builder()
        .page_size(2)
        .seed::<ManagedDevice>(
            ["1"],
            device("LAPTOP-1", adele, "Windows", "compliant", "2026-11-29T08:15:00Z"),
        )
        .seed::<ManagedDevice>(
            ["2"],
            device("LAPTOP-2", alex, "Windows", "noncompliant", "2026-11-02T17:40:12Z"),
        )
        .seed::<ManagedDevice>(
            ["3"],
            device("Adele's \"iPad\", old", adele, "iOS", "inGracePeriod", "2026-11-27T06:00:31Z"),
        )
        .seed_unchecked::<ManagedDevice>(["4"], json!({ "deviceName": 4, "complianceState": "error" }))
        .seed::<ManagedDevice>(
            ["5"],
            device("KIOSK-1", "", "Windows", "noncompliant", "0001-01-01T00:00:00Z"),
        )
}
