//! Compile time per entity.
//!
//! Each measurement compiles a generated crate from scratch: with `CARGO_INCREMENTAL=0`, and after a change
//! of its source. Its dependencies are built before the first measurement. The sides take turns in each
//! round, and the time of an empty crate in the same round is subtracted, to leave out cargo, the start of
//! rustc and drift of the machine. Processor time is measured, because the time that passes varied by a third
//! when anything else ran.

use std::error::Error;

use crate::generate::{Shape, Side};
use crate::table::{AGAIN, Goal, Row, Table};
use crate::workspace::{Package, STEPS, Step, Workspace};

/// Options of measuring compile time.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Entities in each generated crate.
    #[arg(long, default_value_t = 100, value_parser = at_least_one)]
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

/// The milliseconds per entity in one round of a step: annotated, by hand, and by hand once more.
type Round = [f64; 3];

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { entities, properties, rounds, through_requests, keep } = *options;
    let shape = Shape { entities, properties, through_requests };
    let package = |side: Side| Package::entities(side.name(), side.source(shape));
    let packages = [Side::Empty, Side::Annotated, Side::ByHand].map(package);
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
         median of {rounds} (least..most), per entity, less that of an empty crate; replies read {}",
        if through_requests { "through requests" } else { "by serde_json::from_slice" }
    );
    let rows = STEPS.iter().zip(&readings).map(|(step, rounds)| {
        let rounds = rounds.iter().map(|[ours, by_hand, _]| [*ours, *by_hand]);
        Row::compared(format!("{}, an entity", step.label), "ms", BY_HAND, rounds)
            .goal(Goal::Ratio(step.goal))
    });
    let noise = STEPS.iter().zip(&readings).map(|(step, rounds)| {
        let rounds = rounds.iter().map(|[_, by_hand, again]| [*again, *by_hand]);
        Row::compared(format!("noise: {}, {BY_HAND}", step.label), "ms", AGAIN, rounds)
    });
    Ok(Table { heading, notes: Vec::new(), rows: rows.chain(noise).collect() })
}

/// The handwritten side: a struct with serde's derives for the reply, and another for the patch.
const BY_HAND: &str = "serde by hand";

fn round(
    workspace: &Workspace,
    step: &Step,
    [empty, annotated, by_hand]: &[Package; 3],
    entities: usize,
) -> Result<Round, Box<dyn Error>> {
    let empty = workspace.processor_time(step, empty)?;
    let per_entity = |package| -> Result<f64, Box<dyn Error>> {
        #[expect(clippy::cast_precision_loss, reason = "a count of entities")]
        let entities = entities as f64;
        Ok((workspace.processor_time(step, package)? - empty) * 1_000.0 / entities)
    };
    Ok([per_entity(annotated)?, per_entity(by_hand)?, per_entity(by_hand)?])
}
