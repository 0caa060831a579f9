//! What comparing entities with a lock adds to `cargo check`.
//!
//! The same entities in two crates, of which one has a lock with all their facts. The whole time of cargo is
//! measured, as the user waits for it. The crates take turns in each round.

use std::error::Error;

use crate::generate::{Shape, Side, lock};
use crate::table::{Goal, Row, Table};
use crate::workspace::{Package, STEPS, Workspace};

/// Options of measuring the lock.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Entities in each generated crate.
    #[arg(long, default_value_t = 100)]
    entities: usize,
    /// Measurements of each crate; the result is the median of their ratios.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// An upper bound of the ratio.
const GOAL: f64 = 1.05;

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let shape = Shape { entities: options.entities, properties: 10, through_requests: true };
    let packages =
        ["without-lock", "with-lock"].map(|name| Package::entities(name, Side::Annotated.source(shape)));
    let [without, with] = &packages;
    let workspace = Workspace::generate(&packages, false)?;
    workspace.write(&format!("{}/graph-schema.lock", with.name), &lock(shape))?;
    let check = &STEPS[0];
    workspace.build_dependencies(check, &packages)?;
    let mut readings = Vec::new();
    for round in 0..usize::try_from(options.rounds)? {
        eprintln!("round {} of {}", round + 1, options.rounds);
        // The first of a round may find a colder machine.
        let (first, second) = if round % 2 == 0 { (with, without) } else { (without, with) };
        let mut times = [workspace.time(check, first)?, workspace.time(check, second)?];
        if round % 2 != 0 {
            times.reverse();
        }
        readings.push(times);
    }
    let heading = format!(
        "{} entities of 10 properties, from scratch, median of {} (least..most)",
        options.entities, options.rounds
    );
    let row = Row::compared(format!("{} with a lock", check.label), "ms", "without a lock", readings);
    Ok(Table { heading, notes: Vec::new(), rows: vec![row.goal(Goal::Ratio(GOAL))] })
}

#[cfg(test)]
mod tests {
    use crate::generate::{Shape, Side, lock};

    #[test]
    fn every_entity_and_enum_of_the_crate_is_in_the_lock() {
        let shape = Shape { entities: 5, properties: 10, through_requests: false };
        let (lock, source) = (lock(shape), Side::Annotated.source(shape));
        assert_eq!(lock.matches(" = entity :").count(), source.matches("graph_entity::graph_entity").count());
        assert_eq!(lock.matches(" = enum").count(), source.matches("graph_entity::graph_enum").count());
        assert_eq!(lock.matches("displayProperty").count(), source.matches("pub display_property").count());
    }
}
