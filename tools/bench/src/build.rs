//! What a program costs to build from nothing, and of how many crates it is built.
//!
//! The processor time of cargo and all compilers, user and kernel, of a debug build into an empty folder. It
//! hardly depends on what else the machine does. The programs take turns in each round.

use std::error::Error;

use crate::programs::{BASELINE, COUNTED, PROGRAMS, Program};
use crate::table::{AGAIN, Goal, Row, Table};
use crate::workspace::Workspace;

/// Options of measuring clean builds.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Builds of each program; the result is the median.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// The upper bound of the ratio of the default program's time to that of the handwritten one.
const GOAL: f64 = 0.92;

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let all: Vec<_> = PROGRAMS.iter().chain(&COUNTED).map(Program::package).collect();
    let workspace = Workspace::generate(&all, false)?;
    let crates = all.iter().map(|package| workspace.crates(package)).collect::<Result<Vec<_>, _>>()?;
    let packages = &all[..PROGRAMS.len()];
    let mut rounds = Vec::new();
    for round in 0..options.rounds {
        let mut times = Vec::new();
        // The baseline is built once more at the end of a round.
        for package in packages.iter().chain([&packages[BASELINE]]) {
            eprintln!("round {} of {}: {}", round + 1, options.rounds, package.name);
            times.push(workspace.clean_build(package)?);
        }
        rounds.push(times);
    }
    let compared = |label: String, baseline, measured: usize, other: usize| {
        let pairs = rounds.iter().map(|times| [times[measured], times[other]]);
        Row::compared(label, "s", baseline, pairs)
    };
    let baseline = PROGRAMS[BASELINE].label;
    let others = || PROGRAMS.iter().enumerate().filter(|(index, _)| *index != BASELINE);
    let mut rows = Vec::new();
    for (index, program) in others() {
        let row = compared(format!("clean build: {}", program.label), baseline, index, BASELINE);
        rows.push(if index == 0 { row.goal(Goal::Ratio(GOAL)) } else { row });
    }
    rows.push(compared(format!("noise: {baseline}"), AGAIN, PROGRAMS.len(), BASELINE));
    for (index, program) in others().chain((PROGRAMS.len()..).zip(&COUNTED)) {
        let label = format!("crates: {}", program.label);
        let row = Row::compared(label, "count", baseline, [[crates[index], crates[BASELINE]]]);
        rows.push(match program.most_crates {
            Some(most) => row.goal(Goal::Value(most.into())),
            None => row,
        });
    }
    let heading = format!(
        "a program that sends one PATCH over https: processor time of its clean debug build, median of {} (least..most),\n\
         and the crates that it is built of, with those of build scripts and macros",
        options.rounds
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}
