//! Compile time per entity.
//!
//! Each measurement compiles a generated crate from scratch: with `CARGO_INCREMENTAL=0`, and after a change
//! of its source. Its dependencies are built before the first measurement. The sides take turns in each
//! round. From each, the time of a crate with one entity of the same side in the same round is subtracted, to
//! leave out cargo, the start of rustc, drift of the machine, and what a crate compiles once however many
//! entities it has, such as the reader behind `serde_json::from_slice`. That is a row of its own: the price of
//! the first entity. Processor time is measured, because the time that passes varied by a third when anything
//! else ran.

use std::error::Error;

use crate::generate::{Shape, Side};
use crate::table::{AGAIN, Goal, Row, Table};
use crate::workspace::{Package, STEPS, Step, Workspace};

/// Options of measuring compile time.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Entities in each generated crate, two at least.
    #[arg(long, default_value_t = 100, value_parser = at_least_two)]
    entities: usize,
    /// Properties of each entity, the key included.
    #[arg(long, default_value_t = 10, value_parser = at_least_one)]
    properties: usize,
    /// Measurements of each step; the result is their median.
    #[arg(long, default_value_t = 3, value_parser = at_least_one)]
    rounds: usize,
    /// Read replies on the annotated side as a sent request does, not with `serde_json::from_slice`.
    #[arg(long)]
    through_requests: bool,
    /// Keep the generated crates and print their folder.
    #[arg(long)]
    keep: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or_else(|| "expected a number above zero".to_owned())
}

fn at_least_two(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 1).ok_or_else(|| "expected a number above one".to_owned())
}

/// The milliseconds in one round of a step.
struct Round {
    /// Those of a further entity: annotated, by hand, and by hand once more.
    further: [f64; 3],
    /// Those of a crate with one entity: annotated, and by hand.
    first: [f64; 2],
}

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { entities, properties, rounds, through_requests, keep } = *options;
    let package = |name, side: Side, entities| {
        Package::entities(name, side.source(Shape { entities, properties, through_requests }))
    };
    let packages = [
        package("annotated", Side::Annotated, entities),
        package("by-hand", Side::ByHand, entities),
        package("annotated-once", Side::Annotated, 1),
        package("by-hand-once", Side::ByHand, 1),
    ];
    let workspace = Workspace::generate(&packages, keep)?;
    for step in &STEPS {
        workspace.build_dependencies(step, &packages)?;
    }
    let mut readings: [Vec<Round>; STEPS.len()] = Default::default();
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for (step, readings) in STEPS.iter().zip(&mut readings) {
            readings.push(self::round(&workspace, step, &packages, entities)?);
        }
    }
    let heading = format!(
        "processor time of {entities} entities of {properties} properties, from scratch without incremental state,\n\
         median of {rounds} (least..most), per entity, less that of a crate with one; replies read {}",
        if through_requests { "through requests" } else { "by serde_json::from_slice" }
    );
    let rows = STEPS.iter().zip(&readings).map(|(step, rounds)| {
        let rounds = rounds.iter().map(|round| [round.further[0], round.further[1]]);
        Row::compared(format!("{}, an entity", step.label), "ms", BY_HAND, rounds)
            .goal(Goal::Ratio(step.goal))
    });
    let first = STEPS.iter().zip(&readings).map(|(step, rounds)| {
        let rounds = rounds.iter().map(|round| round.first);
        Row::compared(format!("{}, a crate with one", step.label), "ms", BY_HAND, rounds)
    });
    let noise = STEPS.iter().zip(&readings).map(|(step, rounds)| {
        let rounds = rounds.iter().map(|round| [round.further[2], round.further[1]]);
        Row::compared(format!("noise: {}, {BY_HAND}", step.label), "ms", AGAIN, rounds)
    });
    Ok(Table { heading, notes: Vec::new(), rows: rows.chain(first).chain(noise).collect() })
}

/// The handwritten side: a struct with serde's derives for the reply, and another for the patch.
const BY_HAND: &str = "serde by hand";

fn round(
    workspace: &Workspace,
    step: &Step,
    [annotated, by_hand, annotated_once, by_hand_once]: &[Package; 4],
    entities: usize,
) -> Result<Round, Box<dyn Error>> {
    let time = |package| workspace.processor_time(step, package).map(|seconds| seconds * 1_000.0);
    let first = [time(annotated_once)?, time(by_hand_once)?];
    #[expect(clippy::cast_precision_loss, reason = "a count of entities")]
    let further = (entities - 1) as f64;
    let of = |all: f64, first: f64| (all - first) / further;
    let further =
        [of(time(annotated)?, first[0]), of(time(by_hand)?, first[1]), of(time(by_hand)?, first[1])];
    Ok(Round { further, first })
}
