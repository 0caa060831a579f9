//! Whether listing a large collection keeps only one page in memory.
//!
//! Each listing is a process of its own, because the kernel reports peak memory per process. So is the
//! server, which generates pages on request. The program reads a short list, a long list, and the long list
//! once more into a `Vec`, which verifies that the measurement would show a list that is kept in memory.

use std::error::Error;
use std::fmt::{self, Write as _};

use graph_entity::{AccessToken, Client};
use serde::{Deserialize, Serialize};

use crate::Verdict;
use crate::process::{Subprocess, peak_memory};
use crate::run::annotated::ManagedDevice;
use crate::serve::{self, JSON, Received};
use crate::table::grouped;

/// Options of the check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The number of entities in the long list. Must be so large that keeping them all would exceed the
    /// limit.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(2_000..=100_000_000))]
    entities: u32,
}

/// The number of entities in the short list and in a page: a page size that Graph is known to use.
const PAGE: u32 = 1_000;

/// The limit of the additional memory of the long list, in KiB.
const MAX_EXTRA: u64 = 10 * 1024;

pub(crate) fn check(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let server =
        |entities: u32| Subprocess::start(&["serve-pages".to_owned(), format!("--entities={entities}")]);
    let listing = |entities, collect| {
        let mut server = server(entities)?;
        let port = server.line()?.parse()?;
        let listed = Subprocess::start(&Listing { port, entities, collect }.arguments())?.finish()?;
        server.finish()?;
        Ok::<ListResult, Box<dyn Error>>(serde_json::from_str(&listed)?)
    };
    let entities = options.entities;
    Ok(Report {
        entities,
        short: listing(PAGE, false)?,
        long: listing(entities, false)?,
        collected: listing(entities, true)?,
    }
    .verdict())
}

struct Report {
    entities: u32,
    short: ListResult,
    long: ListResult,
    collected: ListResult,
}

impl Report {
    fn verdict(self) -> Verdict {
        let mut broken = Vec::new();
        if let Some(extra) = self.extra(&self.long)
            && extra > MAX_EXTRA
        {
            broken.push(format!(
                "the long list took {extra} KiB more than the short one, above {MAX_EXTRA} KiB"
            ));
        }
        if self.extra(&self.collected).is_some_and(|extra| extra <= MAX_EXTRA) {
            broken.push("nothing is shown: holding all of so few entities takes no more either".to_owned());
        }
        Verdict { text: self.to_string(), broken }
    }

    /// Returns the additional memory of a list compared with the short one, in KiB.
    fn extra(&self, list: &ListResult) -> Option<u64> {
        Some(list.peak?.saturating_sub(self.short.peak?))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "entities of 10 properties in pages of {}, each list read by a process of its own\n",
            grouped(PAGE)
        )?;
        writeln!(f, "{:<34} {:>16} {:>24}", "", "peak memory, KiB", "more than the short list")?;
        let (short, long) = (grouped(PAGE), grouped(self.entities));
        for (label, list) in [
            (format!("{short}, a page at a time"), &self.short),
            (format!("{long}, a page at a time"), &self.long),
            (format!("{long}, in a Vec, for comparison"), &self.collected),
        ] {
            let shown = |reading: Option<u64>| reading.map_or_else(|| "not measured".to_owned(), grouped);
            writeln!(f, "{label:<34} {:>16} {:>24}", shown(list.peak), shown(self.extra(list)))?;
        }
        match self.extra(&self.long) {
            Some(_) => writeln!(f, "\nallowed: {} KiB more", grouped(MAX_EXTRA)),
            None => writeln!(f, "\nmemory is not checked: this system has no /proc/self/status to read"),
        }
    }
}

/// One listing, in a process of its own.
#[derive(clap::Args)]
pub(crate) struct Listing {
    #[arg(long)]
    port: u16,
    #[arg(long)]
    entities: u32,
    #[arg(long)]
    collect: bool,
}

impl Listing {
    fn arguments(&self) -> Vec<String> {
        let mut arguments =
            vec!["list".to_owned(), format!("--port={}", self.port), format!("--entities={}", self.entities)];
        if self.collect {
            arguments.push("--collect".to_owned());
        }
        arguments
    }
}

/// The result of a listing.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ListResult {
    peak: Option<u64>,
}

/// Reads the list to its end, checks that it is complete and in order, and returns the peak memory as JSON.
pub(crate) fn list(listing: &Listing) -> Result<String, Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(read(listing))?;
    Ok(serde_json::to_string(&ListResult { peak: peak_memory() })?)
}

async fn read(listing: &Listing) -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .endpoint(format!("http://127.0.0.1:{}", listing.port).as_str())
        .credential(AccessToken::new("token-of-the-scale")?)
        .build()?;
    let mut devices = ManagedDevice::within().list().items(&client);
    let (mut count, mut collected) = (0, Vec::new());
    while let Some(device) = devices.next().await {
        let device = device?;
        if device.id != count.to_string() {
            return Err(format!("entity {} is where {count} should be", device.id).into());
        }
        count += 1;
        if listing.collect {
            collected.push(device);
        }
    }
    if count == listing.entities {
        Ok(())
    } else {
        Err(format!("the list ended after {count} entities").into())
    }
}

/// The server of a listing, in a process of its own.
#[derive(Clone, clap::Args)]
pub(crate) struct Pages {
    #[arg(long)]
    entities: u32,
}

pub(crate) fn serve(pages: &Pages) -> Result<String, Box<dyn Error>> {
    let pages = pages.clone();
    serve::until_stdin_closes(|listener| serve::answer_all(listener, move |request| pages.answer(request)))?;
    Ok(String::new())
}

impl Pages {
    fn answer(&self, request: &Received) -> Vec<u8> {
        let Some(page) = self.page(request) else { return serve::answer("404 Not Found", "", "") };
        serve::answer("200 OK", JSON, &page)
    }

    /// Returns the requested page, or `None` if the request is not for a page.
    fn page(&self, request: &Received) -> Option<String> {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, "$skiptoken=0"));
        if path != "/v1.0/deviceManagement/managedDevices" {
            return None;
        }
        let start: u32 = query.strip_prefix("$skiptoken=")?.parse().ok()?;
        let end = start.saturating_add(PAGE).min(self.entities);
        let mut page = String::from("{");
        if end < self.entities {
            let host = str::from_utf8(request.header("host")?).ok()?;
            let _ = write!(page, r#""@odata.nextLink":"http://{host}{path}?$skiptoken={end}","#);
        }
        page.push_str(r#""value":["#);
        for number in start..end {
            let comma = if number == start { "" } else { "," };
            let _ = write!(page, "{comma}{}", device(number));
        }
        page.push_str("]}");
        Some(page)
    }
}

fn device(number: u32) -> String {
    format!(
        r#"{{"id":"{number}","deviceName":"KIOSK-{number}","isSupervised":true,"storageCount":{number},"runState":"pending","operatingSystem":"Windows","enrolledDateTime":"2016-12-31T23:59:43.797191-08:00","notes":"Notes of device {number}, of some length","isEncrypted":false,"categoryNames":["Kiosk","Floor {number}"]}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(short: u64, long: u64, collected: u64) -> Verdict {
        let listed = |peak| ListResult { peak: Some(peak) };
        let (short, long, collected) = (listed(short), listed(long), listed(collected));
        Report { entities: 100_000, short, long, collected }.verdict()
    }

    #[test]
    fn a_list_above_the_limit_is_reported() {
        assert_eq!(verdict(8_000, 8_000 + MAX_EXTRA, 99_999).broken, [""; 0]);
        assert_eq!(verdict(8_000, 7_000, 99_999).broken, [""; 0]);
        let broken = verdict(8_000, 8_001 + MAX_EXTRA, 99_999).broken;
        assert!(broken[0].contains("10241 KiB more"), "{broken:?}");
    }

    #[test]
    fn a_check_without_evidence_is_reported() {
        let broken = verdict(8_000, 8_000, 9_000).broken;
        assert!(broken[0].contains("so few entities"), "{broken:?}");
    }

    #[test]
    fn the_generated_devices_can_be_read() {
        let device: ManagedDevice = graph_entity::from_slice(device(41).as_bytes()).unwrap();
        assert_eq!(device.category_names, ["Kiosk", "Floor 41"]);
    }
}
