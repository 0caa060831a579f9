//! Run time of writing a patch to bytes and of reading a reply into a struct, with annotations and with
//! serde's derives.
//!
//! The entities are `deviceComplianceScriptDeviceState` and one of ten properties. Before the measurement,
//! both sides are checked to write the same bytes. During it, they take turns. Both use the runtime's
//! `DateTimeOffset`, and both end a patch with the [`Bytes`] that an HTTP client takes.

pub(crate) mod annotated;
pub(crate) mod by_hand;
pub(crate) mod work;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use graph_entity::model::Edm;
use graph_entity::{Page, PatchBody};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::table::{AGAIN, Goal, Row, Table};

/// Options of measuring run time.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measurements of each case; the result is their median.
    #[arg(long, default_value_t = 201, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// The approximate length of a measurement: long compared with the clock's resolution, short compared with
/// disturbances.
const MEASUREMENT: Duration = Duration::from_micros(500);

type Outcome<T> = Result<T, Box<dyn Error>>;

pub(crate) fn measure(options: &Options) -> Outcome<Table> {
    type OurState = annotated::DeviceComplianceScriptDeviceState;
    type State = by_hand::DeviceComplianceScriptDeviceState;
    type OurDevice = annotated::ManagedDevice;
    type Device = by_hand::ManagedDevice;
    let rounds = options.rounds;
    let goal = |goal| Some(Goal::Ratio(goal));
    let rows = vec![
        patch("patch of 3 of 7 to bytes", rounds, our_state_patch, state_patch, None)?,
        patch("patch of 3 of 10 to bytes", rounds, our_device_patch, device_patch, goal(0.85))?,
        reply::<OurState, State>("reply of 7, in order", rounds, STATE, None)?,
        reply::<OurState, State>("reply of 7, shuffled", rounds, &shuffled(STATE), None)?,
        sent::<OurState, State>("reply of 7, through requests", rounds, STATE)?,
        reply::<OurDevice, Device>("reply of 10, in order", rounds, DEVICE, goal(1.0))?,
        reply::<OurDevice, Device>("reply of 10, shuffled", rounds, &shuffled(DEVICE), None)?,
        sent::<OurDevice, Device>("reply of 10, through requests", rounds, DEVICE)?,
        page("page of 100 of 10, through requests", rounds)?,
        compare("noise: patch of 3 of 10 by hand", AGAIN, rounds, device_patch, device_patch),
        reply_again::<Device>("noise: reply of 10 by hand", rounds, DEVICE),
    ];
    let heading = format!(
        "a patch to bytes, and a reply to a struct, median of {rounds} (least..most); \"through requests\" is how a sent request reads"
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// The handwritten side: serde's derives.
pub(crate) const BY_HAND: &str = "serde by hand";

/// The reply on the documentation page.
const STATE: &str = r##"{
  "@odata.type": "#microsoft.graph.deviceComplianceScriptDeviceState",
  "id": "7bd39c86-9c86-7bd3-869c-d37b869cd37b",
  "detectionState": "success",
  "lastStateUpdateDateTime": "2017-01-01T00:02:58.4418045-08:00",
  "expectedStateUpdateDateTime": "2016-12-31T23:58:26.9294641-08:00",
  "lastSyncDateTime": "2017-01-01T00:02:49.3205976-08:00",
  "scriptOutput": "Script Output value",
  "scriptError": "Script Error value"
}"##;

const DEVICE: &str = r##"{
  "@odata.type": "#microsoft.graph.managedDevice",
  "id": "705c034c-034c-705c-4c03-5c704c035c70",
  "deviceName": "Device Name value",
  "isSupervised": true,
  "storageCount": 12,
  "runState": "pending",
  "operatingSystem": "Operating System value",
  "enrolledDateTime": "2016-12-31T23:59:43.797191-08:00",
  "notes": "Notes value",
  "isEncrypted": false,
  "categoryNames": ["Kiosk", "Floor 3"]
}"##;

/// A page of a list, of 100 entities.
fn list() -> String {
    let items = vec![DEVICE; 100].join(",");
    format!(
        r#"{{"@odata.nextLink":"https://graph.microsoft.com/v1.0/deviceManagement/managedDevices?$skiptoken=1","value":[{items}]}}"#
    )
}

/// Returns the reply with its properties reversed and every second one moved to the end: no two stay
/// neighbours.
fn shuffled(reply: &str) -> String {
    let lines: Vec<&str> = reply.lines().map(|line| line.trim().trim_end_matches(',')).collect();
    let properties = &lines[1..lines.len() - 1];
    let (even, odd): (Vec<_>, Vec<_>) =
        properties.iter().rev().enumerate().partition(|(index, _)| index % 2 == 0);
    let moved: Vec<&str> = even.into_iter().chain(odd).map(|(_, line)| *line).collect();
    format!("{{\n  {}\n}}", moved.join(",\n  "))
}

fn our_state_patch() -> Outcome<Bytes> {
    let patch = annotated::DeviceComplianceScriptDeviceState::patch()
        .detection_state(annotated::RunState::Success)
        .script_output(black_box("Script Output value"))
        .clear_script_error();
    Ok(PatchBody::from(patch).into_bytes()?)
}

fn state_patch() -> Outcome<Bytes> {
    let patch = by_hand::DeviceComplianceScriptDeviceStatePatch {
        detection_state: Some(by_hand::RunState::Success),
        script_output: Some(Some(black_box("Script Output value").to_owned())),
        script_error: Some(None),
        ..Default::default()
    };
    Ok(serde_json::to_vec(&patch)?.into())
}

fn our_device_patch() -> Outcome<Bytes> {
    let patch = annotated::ManagedDevice::patch()
        .device_name(black_box("Device Name value"))
        .storage_count(black_box(12))
        .is_encrypted(black_box(true));
    Ok(PatchBody::from(patch).into_bytes()?)
}

fn device_patch() -> Outcome<Bytes> {
    let patch = by_hand::ManagedDevicePatch {
        device_name: Some(Some(black_box("Device Name value").to_owned())),
        storage_count: Some(Some(black_box(12))),
        is_encrypted: Some(Some(black_box(true))),
        ..Default::default()
    };
    Ok(serde_json::to_vec(&patch)?.into())
}

fn patch(
    label: &str,
    rounds: u32,
    ours: fn() -> Outcome<Bytes>,
    by_hand: fn() -> Outcome<Bytes>,
    goal: Option<Goal>,
) -> Outcome<Row> {
    same(label, &ours()?, &by_hand()?)?;
    Ok(Row { goal, ..compare(label, BY_HAND, rounds, ours, by_hand) })
}

/// Compares reading a reply through serde's traits.
fn reply<Ours, ByHand>(label: &str, rounds: u32, json: &str, goal: Option<Goal>) -> Outcome<Row>
where
    Ours: DeserializeOwned + Serialize,
    ByHand: DeserializeOwned + Serialize,
{
    let json = json.as_bytes();
    let ours: Ours = serde_json::from_slice(json)?;
    let by_hand: ByHand = serde_json::from_slice(json)?;
    same(label, &serde_json::to_vec(&ours)?, &serde_json::to_vec(&by_hand)?)?;
    let ours = || serde_json::from_slice::<Ours>(black_box(json));
    let by_hand = || serde_json::from_slice::<ByHand>(black_box(json));
    Ok(Row { goal, ..compare(label, BY_HAND, rounds, ours, by_hand) })
}

/// Compares reading a reply as a sent request does, which is not through serde's traits.
fn sent<Ours, ByHand>(label: &str, rounds: u32, json: &str) -> Outcome<Row>
where
    Ours: Edm + Serialize,
    ByHand: DeserializeOwned + Serialize,
{
    let json = json.as_bytes();
    let ours: Ours = graph_entity::from_slice(json)?;
    let by_hand: ByHand = serde_json::from_slice(json)?;
    same(label, &serde_json::to_vec(&ours)?, &serde_json::to_vec(&by_hand)?)?;
    let ours = || graph_entity::from_slice::<Ours>(black_box(json));
    let by_hand = || serde_json::from_slice::<ByHand>(black_box(json));
    Ok(compare(label, BY_HAND, rounds, ours, by_hand))
}

/// Compares reading a page of a list as a sent request does.
fn page(label: &str, rounds: u32) -> Outcome<Row> {
    type Ours = Page<annotated::ManagedDevice>;
    type ByHand = by_hand::Page<by_hand::ManagedDevice>;
    let json = list();
    let json = json.as_bytes();
    let ours: Ours = graph_entity::from_slice(json)?;
    let by_hand: ByHand = serde_json::from_slice(json)?;
    same(label, &serde_json::to_vec(&ours.items)?, &serde_json::to_vec(&by_hand.value)?)?;
    if ours.next_link != by_hand.next_link {
        return Err(format!("{label}: the sides differ in the link of the next page").into());
    }
    let ours = || graph_entity::from_slice::<Ours>(black_box(json));
    let by_hand = || serde_json::from_slice::<ByHand>(black_box(json));
    Ok(compare(label, BY_HAND, rounds, ours, by_hand))
}

/// Compares reading a reply with itself.
fn reply_again<T: DeserializeOwned>(label: &str, rounds: u32, json: &str) -> Row {
    let read = || serde_json::from_slice::<T>(black_box(json.as_bytes()));
    compare(label, AGAIN, rounds, read, read)
}

/// Fails if the two sides do not do the same: their times would not be comparable.
fn same(label: &str, ours: &[u8], by_hand: &[u8]) -> Outcome<()> {
    if ours == by_hand {
        return Ok(());
    }
    let (ours, by_hand) = (String::from_utf8_lossy(ours), String::from_utf8_lossy(by_hand));
    Err(format!("{label}: the sides differ\n  #[graph_entity]: {ours}\n  by hand:         {by_hand}").into())
}

/// Times both sides, including the drop of their results.
fn compare<A, B>(
    label: &str,
    baseline: &'static str,
    rounds: u32,
    measured: impl Fn() -> A,
    other: impl Fn() -> B,
) -> Row {
    let (count, other_count) = (repetitions(&measured), repetitions(&other));
    let readings = (0..rounds).map(|_| [time(&measured, count), time(&other, other_count)]);
    Row::compared(label, "ns", baseline, readings)
}

/// Returns how often a measurement must repeat the work to last [`MEASUREMENT`]. Also warms it up.
pub(crate) fn repetitions<T>(work: &impl Fn() -> T) -> u32 {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < 20 * MEASUREMENT {
        black_box(work());
        count += 1;
    }
    (count / 20).max(1)
}

/// Returns the nanoseconds that the work takes once.
pub(crate) fn time<T>(work: &impl Fn() -> T, count: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..count {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}

#[cfg(test)]
mod tests {
    use super::{DEVICE, STATE, annotated, shuffled};

    #[test]
    fn a_shuffled_reply_has_the_same_content() {
        for (reply, first) in [(STATE, "scriptError"), (DEVICE, "categoryNames")] {
            let moved = shuffled(reply);
            let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
            assert_eq!(read(reply), read(&moved));
            assert!(moved.trim_start_matches(['{', '\n', ' ', '"']).starts_with(first));
        }
        let device: annotated::ManagedDevice = serde_json::from_str(&shuffled(DEVICE)).unwrap();
        assert_eq!(device, serde_json::from_str(DEVICE).unwrap());
    }

    #[test]
    fn both_sides_are_checked_to_do_the_same() {
        super::measure(&super::Options { rounds: 1 }).unwrap();
    }
}
