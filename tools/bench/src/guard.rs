//! Counts that must not grow unnoticed, each with a ceiling. Nothing is timed, so a busy machine changes nothing.
//!
//! A change that exceeds a ceiling is made cheaper, or raises the ceiling in [`CEILINGS`] and says why. One that
//! costs clearly less lowers it.

use std::error::Error;

use crate::Verdict;
use crate::instructions::Counter;
use crate::run::work::Work;
use crate::table::{Goal, Row, Table};
use crate::wire::traffic::Sender;
use crate::workspace::{TREE, cargo, count_crates, output, project};

/// A count and its ceiling.
struct Ceiling {
    label: &'static str,
    count: Count,
    most: u32,
}

/// What is counted.
enum Count {
    /// Instructions of one repetition.
    Work(Work),
    /// Instructions of a client's thread for one PATCH, 32 at once.
    Patch(Sender),
    /// What a property of an entity adds to the code that its macro emits, in bytes.
    ExpandedBytes,
    /// The crates that the runtime is built of with these features, itself included.
    Crates(&'static str),
}

/// All ceilings: a few per cent above what is counted, or exactly that where a count cannot vary. Those of
/// instructions are for x86-64 and the compiler in `rust-toolchain.toml`.
const CEILINGS: [Ceiling; 12] = {
    const fn instructions(label: &'static str, work: Work, most: u32) -> Ceiling {
        Ceiling { label, count: Count::Work(work), most }
    }
    const fn crates(label: &'static str, features: &'static str, most: u32) -> Ceiling {
        Ceiling { label, count: Count::Crates(features), most }
    }
    [
        instructions("instructions: patch of 3 of 10 to bytes", Work::Patch, 1_700),
        instructions("instructions: reply of 10, by serde's traits", Work::Reply, 12_600),
        instructions("instructions: reply of 10, through requests", Work::SentReply, 10_700),
        Ceiling {
            label: "instructions: a PATCH sent, its reply read",
            count: Count::Patch(Sender::Ours),
            most: 44_000,
        },
        // A literal is longer than the call that it replaced, and costs the compiler less.
        Ceiling { label: "emitted bytes per property", count: Count::ExpandedBytes, most: 780 },
        crates("crates: no transport", "", 28),
        crates("crates: default", "default", 68),
        crates("crates: hyper", "hyper", 68),
        crates("crates: hyper with http2 and gzip", "hyper,http2,gzip", 78),
        crates("crates: reqwest", "reqwest", 102),
        crates("crates: blocking", "blocking", 50),
        crates("crates: blocking with gzip", "blocking,gzip", 55),
    ]
};

pub(crate) fn check() -> Result<Verdict, Box<dyn Error>> {
    let counter = if cfg!(target_arch = "x86_64") {
        Counter::find()
    } else {
        Err("Instructions were not counted: their ceilings are for x86-64".to_owned())
    };
    let mut table =
        Table { heading: "counts and their ceilings".to_owned(), notes: Vec::new(), rows: Vec::new() };
    for Ceiling { label, count, most } in &CEILINGS {
        if let Some(counted) = count.count(counter.as_ref().ok().copied())? {
            table.rows.push(Row::single(*label, "count", [counted]).goal(Goal::Value((*most).into())));
        }
    }
    if let Err(reason) = counter {
        eprintln!("NOT CHECKED: {reason}");
        table.notes.push(reason);
    }
    Ok(verdict(&table))
}

/// Reports each count above its ceiling.
fn verdict(table: &Table) -> Verdict {
    let missed = table.rows.iter().filter(|row| row.is_met() == Some(false));
    let broken = missed.map(|row| format!("{} is {}, above its ceiling", row.label, row.measured)).collect();
    Verdict { text: table.to_string(), broken }
}

impl Count {
    /// Returns the count, or `None` if it is one of instructions and nothing can count them.
    fn count(&self, counter: Option<Counter>) -> Result<Option<f64>, Box<dyn Error>> {
        Ok(match self {
            Self::Work(work) => counter.map(|counter| counter.per_work(*work)).transpose()?,
            Self::Patch(from) => counter.map(|counter| counter.per_patch(*from, 32)).transpose()?,
            Self::ExpandedBytes => Some(expanded_bytes()?),
            Self::Crates(features) => Some(crates(features)?),
        }
        .map(f64::round))
    }
}

/// Returns what the macros' own test prints, because only they can be asked for their output.
fn expanded_bytes() -> Result<f64, Box<dyn Error>> {
    const TEST: &str = "every_property_adds_as_much_code";
    let arguments =
        ["test", "--locked", "--quiet", "-p", "graph-entity-macros", "--lib", TEST, "--", "--nocapture"];
    let output = output(&mut cargo(&project(), &arguments))?;
    let text = String::from_utf8(output.stdout)?;
    let bytes =
        text.lines().find_map(|line| line.split_once("emitted bytes per property: ")?.1.trim().parse().ok());
    Ok(bytes.ok_or_else(|| format!("the test {TEST} printed no number:\n{text}"))?)
}

fn crates(features: &str) -> Result<f64, Box<dyn Error>> {
    let package = ["--locked", "-p", "graph-entity", "--no-default-features", "--features", features];
    let tree = output(&mut cargo(&project(), &[&TREE, package.as_slice()].concat()))?;
    Ok(u32::try_from(count_crates(&tree))?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_above_its_ceiling_is_reported() {
        let row = |counted, most| Row::single("crates", "count", [counted]).goal(Goal::Value(most));
        let rows = vec![row(68.0, 68.0), row(69.0, 68.0)];
        let verdict = verdict(&Table { heading: String::new(), notes: Vec::new(), rows });
        assert_eq!(verdict.broken, ["crates is 69, above its ceiling"]);
    }
}
