//! Processor instructions, which are the same on a busy machine: by valgrind's callgrind, or else by perf.
//!
//! What is measured is a command of this program in a process of its own, once with few repetitions and once
//! with many. The difference, divided by the additional repetitions, has neither the start of the process nor
//! the warm-up in it. Instructions in the kernel are not counted.

use std::env;
use std::error::Error;
use std::process::{Command, Stdio};

use crate::run::BY_HAND;
use crate::run::work::{Repeated, Work};
use crate::table::{AGAIN, Row, Table};
use crate::wire::traffic::{Sender, Traffic};
use crate::wire::{HYPER, REQWEST, Served};

/// Options of counting instructions.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Counts of each side; the result is their median.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The number of concurrent requests.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    at_once: u16,
}

/// What counts instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    Callgrind,
    Perf,
}

impl Counter {
    /// Returns the first one that works on this machine, or why none does.
    pub(crate) fn find() -> Result<Self, String> {
        let mut reasons = vec!["Instructions were not counted".to_owned()];
        for counter in [Self::Callgrind, Self::Perf] {
            match counter.count(&["--help".to_owned()]) {
                Ok(_) => return Ok(counter),
                Err(error) => reasons.extend(error.to_string().lines().next().map(str::to_owned)),
            }
        }
        Err(reasons.join("; "))
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Callgrind => "callgrind",
            Self::Perf => "perf",
        }
    }

    /// Returns the instructions of this program with other arguments, in user mode.
    pub(crate) fn count(self, arguments: &[String]) -> Result<u64, Box<dyn Error>> {
        let mut command = match self {
            Self::Callgrind => Command::new("valgrind"),
            Self::Perf => Command::new("perf"),
        };
        command.args(match self {
            Self::Callgrind => ["--tool=callgrind", "--callgrind-out-file=/dev/null"].as_slice(),
            Self::Perf => ["stat", "--field-separator=,", "--event=instructions:u"].as_slice(),
        });
        let output = command
            .arg(env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot start {}: {error}", self.name()))?;
        let report = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("{} failed: {report}", self.name()).into());
        }
        let count = report.lines().find_map(|line| self.read(line));
        Ok(count.ok_or_else(|| format!("{} counted nothing: {report}", self.name()))?)
    }

    /// Reads the count in a line of the report, `None` if it has none.
    fn read(self, line: &str) -> Option<u64> {
        match self {
            // ==42== Collected : 1234
            Self::Callgrind => line.split_once("Collected : ")?.1.trim().parse().ok(),
            // 1234,,instructions:u,...
            Self::Perf => line.split_once(",,instructions:u")?.0.trim().parse().ok(),
        }
    }

    /// Returns the instructions of one more repetition. `arguments` are those for a number of them.
    pub(crate) fn per_repetition(
        self,
        few: u32,
        many: u32,
        arguments: impl Fn(u32) -> Vec<String>,
    ) -> Result<f64, Box<dyn Error>> {
        let count = |repetitions| self.count(&arguments(repetitions));
        let more = count(many)?.saturating_sub(count(few)?);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let more = more as f64;
        Ok(more / f64::from(many - few))
    }

    /// Returns the instructions of one repetition.
    pub(crate) fn per_work(self, work: Work) -> Result<f64, Box<dyn Error>> {
        self.per_repetition(100, 1_100, |times| Repeated { work, times }.arguments())
    }

    /// Returns the instructions of a client's thread for one PATCH.
    pub(crate) fn per_patch(self, from: Sender, at_once: u16) -> Result<f64, Box<dyn Error>> {
        let (server, endpoint) = Served { hold: 1 }.start()?;
        let few = u32::from(at_once) * 10;
        let traffic = Traffic { from, endpoint, requests: few, at_once };
        let count = self.per_repetition(few, few + 1_000, |requests| {
            Traffic { requests, ..traffic.clone() }.arguments()
        })?;
        server.finish()?;
        Ok(count)
    }
}

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { rounds, at_once } = *options;
    let counter = match Counter::find() {
        Ok(counter) => counter,
        Err(reason) => {
            let heading = "instructions of a PATCH".to_owned();
            return Ok(Table { heading, notes: vec![reason], rows: Vec::new() });
        }
    };
    let mut readings = Vec::new();
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        let count = |from| counter.per_patch(from, at_once);
        readings.push([
            count(Sender::Ours)?,
            count(Sender::AllPolicies)?,
            count(Sender::Reqwest)?,
            count(Sender::Hyper)?,
            count(Sender::Reqwest)?,
            count(Sender::OverReqwest)?,
            count(Sender::Blocking)?,
        ]);
    }
    let row = |label: &str, baseline, measured: usize, other: usize| {
        let rounds = readings.iter().map(|counts| [counts[measured].round(), counts[other].round()]);
        Row::compared(label, "instructions", baseline, rounds)
    };
    let work = |label: &str, ours, by_hand| -> Result<Row, Box<dyn Error>> {
        // The same each time: no other thread takes part.
        let counts = [counter.per_work(ours)?.round(), counter.per_work(by_hand)?.round()];
        Ok(Row::compared(label, "instructions", BY_HAND, [counts]))
    };
    let rows = vec![
        row("PATCH", REQWEST, 0, 2).summarized(),
        row("PATCH, all policies on", HYPER, 1, 3),
        row("PATCH over reqwest", REQWEST, 5, 2),
        row("PATCH, blocking, on threads", REQWEST, 6, 2),
        row("noise: PATCH, reqwest by hand", AGAIN, 4, 2),
        work("patch of 3 of 10 to bytes", Work::Patch, Work::PatchByHand)?,
        work("reply of 10, in order", Work::Reply, Work::ReplyByHand)?,
        work("reply of 10, through requests", Work::SentReply, Work::ReplyByHand)?,
        work("page of 100 of 10, through requests", Work::SentPage, Work::PageByHand)?,
    ];
    let heading = format!(
        "instructions by {}, of a PATCH all of the client's threads without the kernel, {at_once} at once, its reply read, median of {rounds} (least..most), and of reading and writing alone",
        counter.name()
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_reports() {
        assert_eq!(Counter::Callgrind.read("==11== Collected : 2268"), Some(2268));
        assert_eq!(Counter::Callgrind.read("==11== Events    : Ir"), None);
        assert_eq!(Counter::Perf.read("5061,,instructions:u,100,100.00,,"), Some(5061));
        assert_eq!(Counter::Perf.read("<not supported>,,instructions:u,0,100.00,,"), None);
    }
}
