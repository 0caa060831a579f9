//! Every benchmark that has a goal, in one run, as a report with a chart.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use clap::Parser;

use crate::Benchmark;
use crate::chart;
use crate::table::{Row, Table};
use crate::workspace::project;

/// Options of the report.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder that `performance.md` and `performance.svg` are written to, instead of the project's `docs`.
    #[arg(long)]
    out: Option<PathBuf>,
    /// One round of each measurement, to see that the report is made. Its figures mean nothing, so `--out` is
    /// required.
    #[arg(long, requires = "out")]
    quick: bool,
}

/// A part of the report: one benchmark.
struct Part {
    title: &'static str,
    /// The command line.
    command: &'static [&'static str],
    /// What `--quick` adds to it.
    quick: &'static [&'static str],
}

const PARTS: [Part; 9] = [
    Part { title: "Sending", command: &["wire"], quick: &["--rounds=1"] },
    Part { title: "Instructions", command: &["instructions"], quick: &["--rounds=1"] },
    Part { title: "Sending over HTTP/2", command: &["http2"], quick: &["--rounds=1"] },
    Part { title: "Memory", command: &["memory"], quick: &["--rounds=1", "--at-once=100"] },
    Part { title: "Reading and writing", command: &["run"], quick: &["--rounds=1"] },
    Part { title: "A program: clean build", command: &["build"], quick: &["--rounds=1"] },
    Part { title: "A program: first reply", command: &["start"], quick: &["--rounds=1"] },
    Part { title: "An entity: compile time", command: &["compile"], quick: &["--rounds=1", "--entities=10"] },
    Part {
        title: "The emulator",
        command: &["emulator"],
        quick: &["--rounds=1", "--time=100", "--entities=100"],
    },
];

/// A benchmark on a command line.
#[derive(Parser)]
struct CommandLine {
    #[command(subcommand)]
    benchmark: Benchmark,
}

impl Part {
    /// Returns the benchmark, with the options that its command line has.
    fn benchmark(&self, is_quick: bool) -> Result<Benchmark, clap::Error> {
        let options = if is_quick { self.quick } else { &[] };
        let line = ["graph-entity-bench"].iter().chain(self.command).chain(options);
        CommandLine::try_parse_from(line).map(|line| line.benchmark)
    }
}

pub(crate) fn measure(options: &Options) -> Result<String, Box<dyn Error>> {
    let out = options.out.clone().unwrap_or_else(|| project().join("docs"));
    let mut tables = Vec::new();
    for part in &PARTS {
        eprintln!("{}", part.title);
        let table = part.benchmark(options.quick)?.measure()?;
        eprintln!("{table}");
        tables.push((part.title.to_owned(), table));
    }
    let write = |file: &str, text: String| {
        let path = out.join(file);
        fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    write("performance.svg", chart::svg(&tables))?;
    write("performance.md", report(&Machine::read(&project()), &tables))?;
    Ok(format!("written to {}\n", out.display()))
}

/// Returns the report as Markdown.
fn report(machine: &Machine, tables: &[(String, Table)]) -> String {
    let mut text = format!(
        "# Performance

What graph-entity costs, beside the same thing written by hand. All of it is measured in one run, which writes this page
and its chart:

```sh
{COMMAND} all
```

![The ratios below, as bars](performance.svg)

Both sides of a ratio are measured in turn, in the same run. A figure is the median of its rounds, with the least and
the most of them; a ratio is the median of the ratios of each round, and a goal is an upper bound. A row that begins
with \"noise\" is the same thing measured twice: its ratio would be 1 on a machine without noise.

{machine}"
    );
    let _ = write!(text, "\n## Goals\n\n{}", summary(tables).markdown());
    for (part, (title, table)) in PARTS.iter().zip(tables) {
        let heading = table.heading.replace('\n', " ");
        let _ = write!(
            text,
            "\n## {title}\n\n`{COMMAND} {}`: {heading}.\n\n{}",
            part.command.join(" "),
            table.markdown()
        );
    }
    text
}

/// The command of this program.
const COMMAND: &str = "cargo run --locked --release -p graph-entity-bench --";

/// Returns the rows with a goal, and those that are shown beside them.
fn summary(tables: &[(String, Table)]) -> Table {
    let rows = || tables.iter().flat_map(|(_, table)| &table.rows);
    let verdicts: Vec<bool> = rows().filter_map(Row::is_met).collect();
    let met = verdicts.iter().filter(|is_met| **is_met).count();
    let mut notes = vec![format!("{met} of {} goals are met in this run.", verdicts.len())];
    if let Some(noise) = rows().filter_map(Row::noise).map(|ratio| (ratio - 1.0).abs()).reduce(f64::max) {
        let percent = noise * 100.0;
        notes.push(format!(
            "Noise: the ratio of the same thing measured twice was at most {percent:.1} % away from 1."
        ));
    }
    let rows = rows().filter(|row| row.goal.is_some() || row.is_summarized).cloned().collect();
    Table { heading: String::new(), notes, rows }
}

/// What the measurements depend on.
struct Machine {
    date: String,
    /// The commit that was measured, `None` outside of a repository.
    commit: Option<String>,
    processor: String,
    cores: usize,
    memory: String,
    system: String,
    compiler: String,
    valgrind: Option<String>,
    crates: Vec<String>,
}

/// The crates whose versions matter.
const CRATES: [&str; 9] = [
    "hyper",
    "hyper-util",
    "reqwest",
    "rustls",
    "rustls-platform-verifier",
    "serde",
    "serde_json",
    "tokio",
    "ureq",
];

impl Machine {
    fn read(project: &Path) -> Self {
        let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let lock = fs::read_to_string(project.join("Cargo.lock")).unwrap_or_default();
        let unknown = || "unknown".to_owned();
        Self {
            date: said(project, "date", &["-u", "+%Y-%m-%d"]).unwrap_or_else(unknown),
            commit: commit(project),
            processor: value(&file("/proc/cpuinfo"), "model name").unwrap_or_else(unknown),
            cores: thread::available_parallelism().map_or(0, usize::from),
            memory: value(&file("/proc/meminfo"), "MemTotal")
                .map_or_else(unknown, |memory| gibibytes(&memory)),
            system: said(project, "uname", &["-sm"]).unwrap_or_else(unknown),
            compiler: said(project, "rustc", &["--version"]).unwrap_or_else(unknown),
            valgrind: said(project, "valgrind", &["--version"]),
            crates: CRATES.iter().filter_map(|name| locked(&lock, name)).collect(),
        }
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { date, commit, processor, cores, memory, system, compiler, valgrind, crates } = self;
        let commit = commit.as_ref().map(|commit| format!(", at commit {commit}")).unwrap_or_default();
        let valgrind = valgrind.as_ref().map(|valgrind| format!(", {valgrind}")).unwrap_or_default();
        writeln!(f, "| | |\n|---|---|\n| measured | {date}{commit} |")?;
        writeln!(
            f,
            "| processor | {processor}, {cores} cores |\n| memory | {memory} |\n| system | {system} |"
        )?;
        writeln!(f, "| tools | {compiler}{valgrind} |\n| crates | {} |", crates.join(", "))
    }
}

/// Returns the commit of the repository, and whether its files have changed since.
fn commit(project: &Path) -> Option<String> {
    let commit = said(project, "git", &["rev-parse", "--short=10", "HEAD"])?;
    let is_changed = said(project, "git", &["status", "--porcelain", "--untracked-files=no"]).is_some();
    Some(if is_changed { format!("{commit} with changes") } else { commit })
}

/// Returns the first line that a program prints in a folder, where another compiler may be set than
/// elsewhere.
fn said(folder: &Path, program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.lines().next()?.to_owned())
}

/// Returns the value of the first line with this name, in the files of `/proc`.
fn value(text: &str, name: &str) -> Option<String> {
    let (_, value) =
        text.lines().find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name))?;
    Some(value.trim().to_owned())
}

/// Returns an amount in kB of `/proc/meminfo` in GiB.
fn gibibytes(memory: &str) -> String {
    let kibibytes = memory.split(' ').next().and_then(|number| number.parse::<u64>().ok());
    kibibytes.map_or_else(|| memory.to_owned(), |kibibytes| format!("{} GiB", (kibibytes + (1 << 19)) >> 20))
}

/// Returns the name and the version of a crate in a lock file. The newest, if there are several.
fn locked(lock: &str, name: &str) -> Option<String> {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let version = lock.rsplit_once(&entry)?.1.split('"').next()?;
    Some(format!("{name} {version}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AGAIN, Goal};

    #[test]
    fn every_part_has_a_valid_command() {
        for part in &PARTS {
            for is_quick in [false, true] {
                assert!(part.benchmark(is_quick).is_ok(), "{}", part.title);
            }
        }
    }

    #[test]
    fn the_report_names_each_command_and_shows_its_table() {
        let machine = Machine {
            date: "2026-11-29".to_owned(),
            processor: "a processor".to_owned(),
            cores: 2,
            memory: gibibytes("25165824 kB"),
            system: "Linux".to_owned(),
            commit: Some("0123456789".to_owned()),
            compiler: "rustc".to_owned(),
            valgrind: None,
            crates: vec!["hyper 1.0.0".to_owned()],
        };
        let rows = vec![
            Row::compared("PATCH", "us", "by hand", [[1.0, 2.0]]).goal(Goal::Ratio(0.8)),
            Row::compared("another", "us", "by hand", [[1.0, 2.0]]),
            Row { goal: Some(Goal::Value(8.0)), ..Row::single("memory", "KiB", [9.0]) },
            Row::single("instructions", "count", [7.0]).summarized(),
            Row::compared("noise: PATCH", "us", AGAIN, [[0.96, 1.0]]),
        ];
        let table = Table { heading: "one\ntwo".to_owned(), notes: vec!["no perf".to_owned()], rows };
        let text = report(&machine, &[("Sending".to_owned(), table)]);
        assert!(text.contains("| measured | 2026-11-29, at commit 0123456789 |\n"), "{text}");
        assert!(text.contains("| processor | a processor, 2 cores |\n| memory | 24 GiB |"), "{text}");
        let (goals, parts) = text.split_once("## Goals\n").unwrap().1.split_once("## ").unwrap();
        assert!(goals.contains("| PATCH, us | 1 | by hand | 2 | 0.500 | 0.80 | met |\n"), "{goals}");
        assert!(goals.contains("| memory, KiB | 9 |  |  |  | 8 | missed |\n"), "{goals}");
        assert!(goals.contains("| instructions, count | 7 |") && !goals.contains("another"), "{goals}");
        assert!(
            goals.contains("\n1 of 2 goals are met in this run.\n") && goals.contains("at most 4.0 %"),
            "{goals}"
        );
        assert!(
            parts.contains(
                "Sending\n\n`cargo run --locked --release -p graph-entity-bench -- wire`: one two.\n\n|  | "
            ),
            "{parts}"
        );
        assert!(
            parts.contains("| PATCH, us | 1 | by hand | 2 | 0.500 | 0.80 | met |\n")
                && parts.contains("\n\nno perf\n"),
            "{parts}"
        );
    }

    #[test]
    fn facts_are_read_from_the_system() {
        assert_eq!(value("a : 1\nmodel name\t: X Y\nmodel name\t: Z", "model name"), Some("X Y".to_owned()));
        let lock = "name = \"syn\"\nversion = \"2.0.1\"\n\nname = \"syn\"\nversion = \"3.0.0\"\n";
        assert_eq!(locked(lock, "syn"), Some("syn 3.0.0".to_owned()));
        assert_eq!(locked(lock, "ureq"), None);
    }
}
