//! The emulator under load, beside servers in Node that know nothing of Graph: a mock that answers the same requests,
//! and json-server.
//!
//! All servers are processes of their own and have the same entities. They are measured in turn, so that a slower
//! machine slows each of them.

mod load;
mod others;
mod served;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, process};

use crate::process::Subprocess;
use crate::table::{Goal, Row, Table, grouped};

use load::Target;
use others::Other;
pub(crate) use served::{Loaded, serve};

/// Options of the benchmark.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The number of entities.
    #[arg(long, default_value_t = 10_000)]
    entities: u32,
    /// How long each request is repeated in a round, in milliseconds.
    #[arg(long, default_value_t = 1_000)]
    time: u64,
    /// Measurements of each request; the result is their median.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// A request that is repeated.
struct Repeated {
    label: &'static str,
    /// The path and the query after the collection.
    target: &'static str,
    /// What json-server is asked for, which is the nearest that it has.
    json_server: &'static str,
    connections: usize,
    /// The most microseconds for a request, on two idle cores of 2025.
    goal: f64,
}

impl Repeated {
    fn goal(&self) -> Goal {
        Goal::Value(self.goal)
    }
}

/// A server that is measured beside another one, and what it is sent.
struct Compared<'a> {
    name: &'static str,
    target: &'a Target,
    query: &'static str,
}

const REQUESTS: [Repeated; 4] = [
    Repeated {
        label: "a page of 100 by a filter that half match",
        target: "?$select=id,displayName&$filter=state%20eq%20'success'&$top=100",
        json_server: "?state=success&_limit=100",
        connections: 8,
        goal: 200.0,
    },
    Repeated {
        label: "a page of 100 in order",
        target: "?$select=id,displayName&$orderby=displayName&$top=100",
        json_server: "?_sort=displayName&_limit=100",
        connections: 8,
        goal: 500.0,
    },
    Repeated {
        label: "an entity of 78 properties, one client",
        target: "/1",
        json_server: "/1",
        connections: 1,
        goal: 66.7,
    },
    Repeated {
        label: "an entity of 78 properties, 32 clients",
        target: "/1",
        json_server: "/1",
        connections: 32,
        goal: 25.0,
    },
];

/// The request that is repeated among more entities, too.
const FILTERED: &Repeated = &REQUESTS[0];
/// How many times more entities those are.
const TIMES: u32 = 10;
/// The most that the request may take among them, as a ratio.
const MORE_GOAL: f64 = 1.5;
/// The most KiB of memory for an entity of 2 KB.
const MEMORY_GOAL: f64 = 5.0;
/// The most milliseconds until 100,000 entities of 2 KB are served.
const START_GOAL: f64 = 2_000.0;
const START_ENTITIES: f64 = 100_000.0;
/// The most milliseconds and KiB until a query that costs too much is refused.
const HEAVY_GOALS: [f64; 2] = [1_000.0, 65_536.0];

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let folder = Folder(env::temp_dir().join(format!("graph-entity-bench-{}", process::id())));
    fs::create_dir_all(&folder.0)?;
    let data = folder.0.join("data.json");
    fs::write(&data, served::data(options.entities))?;
    let mut emulator = Emulator::start(&data, options.entities)?;
    // The emulator does not write to the file before it ends, so that all read the same.
    let started = [Other::mock(&data), Other::json_server(&data)];
    let (others, notes): (Vec<_>, Vec<_>) = started.into_iter().partition(Result::is_ok);
    let others: Vec<Other> = others.into_iter().flatten().collect();
    let mut rows: Vec<Row> = Vec::new();
    for request in &REQUESTS {
        let others: Vec<_> = others.iter().map(|other| other.compared(request)).collect();
        rows.extend(options.repeat(request, request.label, &emulator.target, &others, request.goal())?);
    }
    drop(others);
    rows.extend(emulator.memory()?);
    rows.extend(emulator.heavy()?);
    rows.extend(options.among_more(&folder, &emulator)?);
    let heading = format!(
        "{} entities of 2 KB, time per request over all connections, median of {} (least..most)",
        grouped(options.entities),
        options.rounds
    );
    Ok(Table { heading, notes: notes.into_iter().filter_map(Result::err).collect(), rows })
}

impl Options {
    /// Repeats a request in rounds, in turn with other servers if there are any. The goal is that of the first row.
    fn repeat(
        &self,
        request: &Repeated,
        label: &str,
        target: &Target,
        others: &[Compared<'_>],
        goal: Goal,
    ) -> Result<Vec<Row>, Box<dyn Error>> {
        let repeat =
            |target: &Target, query: &str| load::microseconds(target, query, request.connections, self.time);
        let (mut own, mut theirs) = (Vec::new(), vec![Vec::new(); others.len()]);
        for _ in 0..self.rounds {
            for (measured, other) in theirs.iter_mut().zip(others) {
                measured.push(repeat(other.target, other.query)?);
            }
            own.push(repeat(target, request.target)?);
        }
        let mut rows: Vec<Row> = others
            .iter()
            .zip(&theirs)
            .map(|(other, theirs)| {
                Row::compared(label, "us", other.name, own.iter().zip(theirs).map(|(own, it)| [*own, *it]))
            })
            .collect();
        if rows.is_empty() {
            rows.push(Row::single(label, "us", own));
        }
        let first = rows.remove(0).goal(goal);
        Ok([first].into_iter().chain(rows).collect())
    }

    /// The rows of an emulator with more entities.
    fn among_more(&self, folder: &Folder, emulator: &Emulator) -> Result<Vec<Row>, Box<dyn Error>> {
        let entities = self.entities.saturating_mul(TIMES);
        let data = folder.0.join("more.json");
        fs::write(&data, served::data(entities))?;
        let more = Emulator::start(&data, entities)?;
        let label = format!("{}, among {}", FILTERED.label, grouped(entities));
        let other =
            Compared { name: "among a tenth of them", target: &emulator.target, query: FILTERED.target };
        let rows = self.repeat(FILTERED, &label, &more.target, &[other], Goal::Ratio(MORE_GOAL))?;
        let kibibytes = more.memory[1].zip(more.memory[0]).map(|(full, empty)| full - empty);
        let label = format!("memory of {} entities", grouped(entities));
        let memory = kibibytes.map(|kibibytes| Row::single(label, "MiB", [kibibytes / 1_024.0]));
        Ok(rows.into_iter().chain([more.start_row()]).chain(memory).collect())
    }
}

/// The emulator, in a process of its own.
struct Emulator {
    process: Subprocess,
    target: Target,
    /// Its memory in KiB without entities, and with them.
    memory: [Option<f64>; 2],
    /// How long its start took, in milliseconds.
    start: f64,
    entities: u32,
}

impl Emulator {
    fn start(data: &Path, entities: u32) -> Result<Self, Box<dyn Error>> {
        let mut process =
            Subprocess::start(&["serve-load".to_owned(), format!("--data={}", data.display())])?;
        let empty = process.line()?.parse().ok();
        let start = Instant::now();
        let address = process.line()?;
        let start = start.elapsed().as_secs_f64() * 1_000.0;
        let target = Target { address, authorization: Some(format!("Bearer {}", served::TOKEN)) };
        let full = process.ask("memory")?.parse().ok();
        Ok(Self { process, target, memory: [empty, full], start, entities })
    }

    fn start_row(&self) -> Row {
        let count = f64::from(self.entities);
        let label = format!("start with {} entities", grouped(self.entities));
        let goal = Goal::Value(START_GOAL * count / START_ENTITIES);
        Row::single(label, "ms", [self.start]).goal(goal)
    }

    /// Returns the rows of the start, and of the memory if the system reports it.
    fn memory(&mut self) -> Result<Vec<Row>, Box<dyn Error>> {
        load::post(&self.target, "/emulator/reset")?;
        let after_reset = self.process.ask("memory")?.parse().ok();
        let per_entity = |label: &str, memory: Option<f64>| {
            let used = (memory? - self.memory[0]?) / f64::from(self.entities);
            Some(Row::single(label, "KiB", [used]).goal(Goal::Value(MEMORY_GOAL)))
        };
        let rows = [
            Some(self.start_row()),
            per_entity("memory of an entity after the start", self.memory[1]),
            per_entity("memory of an entity after all requests and a reset", after_reset),
        ];
        Ok(rows.into_iter().flatten().collect())
    }

    /// Returns the rows of a query that costs too much, as much as a text of 4 MB allows.
    fn heavy(&mut self) -> Result<Vec<Row>, Box<dyn Error>> {
        load::store_text(&self.target, served::TEXT, HEAVY_TEXT)?;
        let before: Option<f64> = self.process.ask("peak").and(self.process.ask("memory"))?.parse().ok();
        let start = Instant::now();
        load::expect_refused(&self.target, &format!("?$filter=contains({},'y')", nested(served::TEXT, 9)))?;
        let milliseconds = start.elapsed().as_secs_f64() * 1_000.0;
        let peak: Option<f64> = self.process.ask("peak")?.parse().ok();
        let label = "nested `concat` on a text of 4 MB, until it is refused";
        let [time, memory] = HEAVY_GOALS.map(Goal::Value);
        let taken = peak.zip(before).map(|(peak, before)| {
            Row::single(format!("{label}: memory"), "KiB", [(peak - before).max(0.0)]).goal(memory)
        });
        let row = Row::single(label, "ms", [milliseconds]).goal(time);
        Ok([row].into_iter().chain(taken).collect())
    }
}

/// The length of the text, a little below the emulator's limit on bodies.
const HEAVY_TEXT: usize = 4_000_000;

/// An expression that contains a property many times over.
fn nested(property: &str, times: usize) -> String {
    (0..times).fold(property.to_owned(), |text, _| format!("concat({text},{text})"))
}
