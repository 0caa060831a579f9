//! Imports devices into Windows Autopilot from a CSV file, waits until Intune has registered them, and shows what came
//! of each.
//!
//! `cargo run --example autopilot_import` imports a few devices into an emulator.
//! `cargo run --example autopilot_import -- --help` lists the options.
//!
//! A row that is wrong, a device that cannot be sent and one that Intune refuses do not affect the others.

mod imported_device;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use csv::StringRecord;
use graph_entity::{Binary, Client, Patch};
use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use self::imported_device::ImportedWindowsAutopilotDeviceIdentityImportStatus::{Complete, Error as Failed};
use self::imported_device::{
    ImportedWindowsAutopilotDeviceIdentity as Device,
    ImportedWindowsAutopilotDeviceIdentityPatch as DevicePatch,
};

/// Import devices into Windows Autopilot.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// A CSV file as `Get-WindowsAutopilotInfo` writes it. Without it, a few devices that nobody has.
    file: Option<PathBuf>,
    /// How many minutes to wait for each device.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

/// A row of the file.
struct Row {
    serial_number: String,
    hardware_hash: Binary,
    group_tag: Option<String>,
    user: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let text = options.file.map(fs::read_to_string).transpose()?;
    let (rows, mut failures) = read(text.as_deref().unwrap_or(SAMPLE))?;
    let busy = Fault::Throttled(RetryAfter::Fraction(0.05));
    let emulator =
        Emulator::builder().entity::<Device>().faults_in_batches(true).next_answers([Fault::None, busy]);
    let graph = Graph::open(emulator).await?;
    let client = graph.client()?;

    let devices = import(&client, &rows, &mut failures).await;
    if let Some(emulator) = graph.emulator() {
        register(emulator, &devices)?;
    }
    let bar = ProgressBar::new(devices.len() as u64);
    for device in devices {
        let minutes = Duration::from_secs(60 * options.minutes);
        let registered = wait(&client, &device, minutes).await;
        let serial_number = device.serial_number.unwrap_or_default();
        match registered {
            Ok(id) => println!("{serial_number}: registered as {id}"),
            Err(error) => failures.push(format!("{serial_number}: {error}")),
        }
        bar.inc(1);
    }
    bar.finish();
    for failure in &failures {
        eprintln!("{failure}");
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("{} rows are not imported", failures.len()).into()) }
}

/// Reads the file: the rows, and what is wrong with the others.
fn read(text: &str) -> Result<(Vec<Row>, Vec<String>), Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers()?.clone();
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record?;
        match row(&names, &record) {
            Ok(row) => rows.push(row),
            Err(reason) => {
                let line = record.position().map_or(0, csv::Position::line);
                failures.push(format!("line {line}: {reason}"));
            }
        }
    }
    Ok((rows, failures))
}

fn row(names: &StringRecord, record: &StringRecord) -> Result<Row, Box<dyn Error>> {
    let value = |name| {
        let column = names.iter().position(|known| known == name)?;
        record.get(column).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    Ok(Row {
        serial_number: value("Device Serial Number").ok_or("no serial number")?,
        hardware_hash: value("Hardware Hash").ok_or("no hardware hash")?.parse()?,
        group_tag: value("Group Tag"),
        user: value("Assigned User"),
    })
}

/// Sends the rows in batches, and returns the devices that Intune has accepted. A create is not repeated if its
/// answer is lost: the error says that it may have happened.
async fn import(client: &Client, rows: &[Row], failures: &mut Vec<String>) -> Vec<Device> {
    let create = |row: &Row| {
        let body = Device::new_body()
            .serial_number(&row.serial_number)
            .hardware_identifier(row.hardware_hash.clone())
            .when(row.group_tag.as_deref(), DevicePatch::group_tag)
            .when(row.user.as_deref(), DevicePatch::assigned_user_principal_name);
        Device::within().create(body).required()
    };
    let mut devices = Vec::new();
    for (row, result) in rows.iter().zip(client.send_all(rows.iter().map(create)).await) {
        match result {
            Ok(reply) => devices.push(reply.into_value()),
            Err(error) => failures.push(format!("{}: {error}", row.serial_number)),
        }
    }
    devices
}

/// Waits until Intune has registered a device, and returns its registration.
async fn wait(client: &Client, device: &Device, longest: Duration) -> Result<String, Box<dyn Error>> {
    let has_ended = |device: &Device| {
        let state = device.state.as_ref().and_then(|state| state.device_import_status.as_ref());
        [Some(&Complete), Some(&Failed)].contains(&state)
    };
    let device = Device::at(&device.id).get().send_until(client, longest, has_ended).await?.into_value();
    let state = device.state.ok_or("it has no state")?;
    if let Some(name) = state.device_error_name {
        return Err(format!("{name} ({})", state.device_error_code.unwrap_or_default()).into());
    }
    Ok(state.device_registration_id.ok_or("it has no registration")?)
}

/// Rows of which two are wrong.
const SAMPLE: &str = "\
Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User
R9-ZNP67,,T0FzAQAAHAAAAAoA,Kiosk,
R9-ZNP68,,T0FzAQAAHAAAAAoB,Kiosk,adele@contoso.com
R9-ZNP69,,T0Fz;AQAAHA,Kiosk,
,,T0FzAQAAHAAAAAoC,Kiosk,
R9-ZNP70,,T0FzAQAAHAAAAAoD,,
";

/// The part of Intune that the emulator does not play: it registers the devices, except one that is known already.
fn register(emulator: &Emulator, devices: &[Device]) -> Result<(), Box<dyn Error>> {
    for (number, device) in devices.iter().enumerate() {
        let mut json = serde_json::to_value(device)?;
        json["state"] = state(number);
        let folder = "/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities";
        emulator.seed_at(&format!("{folder}/{}", device.id), json)?;
    }
    Ok(())
}

fn state(number: usize) -> Value {
    match number {
        1 => json!({
            "deviceImportStatus": "error",
            "deviceErrorCode": 806,
            "deviceErrorName": "ZtdDeviceAlreadyAssigned",
        }),
        _ => {
            json!({ "deviceImportStatus": "complete", "deviceRegistrationId": format!("registration-{number}") })
        }
    }
}
