//! The server of the benchmark: an emulator with many entities.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead as _};
use std::path::PathBuf;

use graph_entity_emulator::Emulator;
use serde_json::{Map, Value, json};

pub(super) const TOKEN: &str = "token-of-the-load";

const TYPE: &str = "microsoft.graph.managedDevice";
/// A property of the type text.
pub(super) const TEXT: &str = "propertyNumber0";
/// The properties beside the key, the name and the state.
const PROPERTIES: u32 = 75;

/// The emulator, in a process of its own.
#[derive(clap::Args)]
pub(crate) struct Loaded {
    /// The data file.
    #[arg(long)]
    data: PathBuf,
}

/// Prints the memory in KiB before there are entities and its address once there are. Then it prints for each line
/// of its input, until that ends, its memory, or its peak since it was last asked for that.
pub(crate) fn serve(options: &Loaded) -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let builder = Emulator::builder().token(TOKEN).json(&description()).data_file(&options.data);
    println!("{}", memory());
    let emulator = runtime.block_on(builder.try_start())?;
    println!("{}", emulator.endpoint().trim_start_matches("http://"));
    for line in io::stdin().lock().lines() {
        println!("{}", if line? == "peak" { peak() } else { memory() });
    }
    Ok(String::new())
}

/// The memory of this process in KiB.
fn memory() -> String {
    status("VmRSS:")
}

/// The peak of its memory in KiB. The system then forgets it.
fn peak() -> String {
    let peak = status("VmHWM:");
    // Where this is not possible, the peak is that since the start.
    let _ = fs::write("/proc/self/clear_refs", "5");
    peak
}

/// A line of the process's status, or a text that is not a number if the system does not report it.
fn status(name: &str) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kibibytes.map_or_else(|| "unknown".to_owned(), |number| number.trim().to_owned())
}

/// A further property, its type, and its value in an entity.
fn property(number: u32, entity: u32) -> (String, &'static str, Value) {
    let mixed = entity.wrapping_mul(2_654_435_761).wrapping_add(number * 97);
    let (kind, value) = match number % 4 {
        0 => ("Edm.String", json!(format!("value {}", mixed % 1_000))),
        1 => ("Edm.Int32", json!(mixed % 100_000)),
        2 => ("Edm.Boolean", json!(mixed.is_multiple_of(2))),
        _ => ("Edm.DateTimeOffset", json!(format!("2026-01-{:02}T10:00:00Z", mixed % 28 + 1))),
    };
    (format!("propertyNumber{number}"), kind, value)
}

/// The description of the entities, as the emulator reads it.
fn description() -> String {
    let mut properties = vec![
        json!({"name": "id", "type": "Edm.String", "rule": "key"}),
        json!({"name": "displayName", "type": "Edm.String"}),
        json!({"name": "state", "type": "Edm.String"}),
    ];
    properties.extend((0..PROPERTIES).map(|number| {
        let (name, kind, _) = property(number, 0);
        json!({"name": name, "type": kind})
    }));
    let path = "/deviceManagement/managedDevices/{managedDeviceId}";
    json!({"version": "beta", "entities": [{"type": TYPE, "path": path, "properties": properties}]})
        .to_string()
}

/// The data file: entities of about 2 KB, half of them with the same state.
pub(super) fn data(entities: u32) -> String {
    let all = (1..=entities).map(|entity| {
        let name = format!("Device {:07}", entity.wrapping_mul(2_654_435_761) % 1_000_000);
        let state = if entity.is_multiple_of(2) { "success" } else { "pending" };
        let mut values = Map::new();
        values.insert("id".to_owned(), entity.to_string().into());
        values.insert("displayName".to_owned(), name.into());
        values.insert("state".to_owned(), state.into());
        values.extend((0..PROPERTIES).map(|number| {
            let (name, _, value) = property(number, entity);
            (name, value)
        }));
        (format!("/beta/deviceManagement/managedDevices/{entity}"), Value::Object(values))
    });
    Value::Object(all.collect()).to_string()
}
