//! Whether the cost of an entity is linear in the number of its properties, up to 293, as in
//! windows10GeneralConfiguration.
//!
//! Compile time is measured on crates with about the same number of properties, in many small entities or in
//! few large ones. Read time is measured on replies with keys in the order of the declaration, in shuffled
//! order, and in order with an unknown property after each.

use std::error::Error;
use std::hint::black_box;

use graph_entity::model::{Edm, Kind, PropertyInfo};

use crate::generate::{Shape, Side};
use crate::run::{repetitions, time};
use crate::table::{Row, Table};
use crate::workspace::{Package, STEPS, Step, Workspace};

#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
mod wide {
    include!(concat!(env!("OUT_DIR"), "/wide.rs"));
}

/// Options of measuring whether costs are linear.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measurements of each compile step; the result is their median. 0 skips compile time.
    #[arg(long, default_value_t = 5)]
    compile_rounds: usize,
    /// Measurements of each reply; the result is their median.
    #[arg(long, default_value_t = 101, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measure the release build too.
    #[arg(long)]
    release: bool,
}

/// The number of properties of an entity, and the number of such entities in a crate.
const SHAPES: [(usize, usize); 3] = [(10, 293), (100, 29), (293, 10)];

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let mut rows = Vec::new();
    if options.compile_rounds > 0 {
        rows.extend(compile(options)?);
    }
    rows.extend(replies(options.rounds)?);
    let heading = format!(
        "per property, in entities of 10, 100 and 293: 2,900 properties in a crate, their use forced, from scratch,\n\
         less the time of an empty crate, median of {} (least..most); replies, median of {}",
        options.compile_rounds, options.rounds
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// Returns the rows of one case, by the measurements of each size in each round.
fn rows(label: &str, unit: &'static str, readings: &[[f64; SHAPES.len()]]) -> impl Iterator<Item = Row> {
    SHAPES.into_iter().enumerate().map(move |(size, (properties, _))| {
        let pairs = readings.iter().map(|sizes| [sizes[size], sizes[0]]);
        Row::compared(format!("{label}, of {properties}"), unit, "of 10", pairs)
    })
}

fn compile(options: &Options) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut packages = vec![Package::entities("empty", String::new())];
    packages.extend(SHAPES.map(|(properties, entities)| {
        let shape = Shape { entities, properties, through_requests: true };
        Package::entities(&format!("of-{properties}"), Side::Annotated.source(shape))
    }));
    let workspace = Workspace::generate(&packages, false)?;
    let steps: &[Step] = if options.release { &STEPS } else { &STEPS[..2] };
    for step in steps {
        workspace.build_dependencies(step, &packages)?;
    }
    let mut readings = vec![Vec::new(); steps.len()];
    for round in 0..options.compile_rounds {
        eprintln!("round {} of {}", round + 1, options.compile_rounds);
        for (step, readings) in steps.iter().zip(&mut readings) {
            let empty = workspace.time(step, &packages[0])?;
            let mut sizes = [0.0; SHAPES.len()];
            for ((package, (properties, entities)), time) in packages[1..].iter().zip(SHAPES).zip(&mut sizes)
            {
                #[expect(clippy::cast_precision_loss, reason = "a count of properties")]
                let properties = (properties * entities) as f64;
                *time = (workspace.time(step, package)? - empty) / properties;
            }
            readings.push(sizes);
        }
    }
    Ok(steps.iter().zip(&readings).flat_map(|(step, readings)| rows(step.label, "ms", readings)).collect())
}

fn replies(rounds: u32) -> Result<Vec<Row>, Box<dyn Error>> {
    use wide::{of_10, of_100, of_293};

    let mut all = Vec::new();
    for order in [Order::Declared, Order::Shuffled, Order::Mixed] {
        let cases: [Box<dyn Fn() -> f64>; SHAPES.len()] = [
            case::<of_10::Entity0>(of_10::Entity0::ABOUT.structure().properties(), order)?,
            case::<of_100::Entity0>(of_100::Entity0::ABOUT.structure().properties(), order)?,
            case::<of_293::Entity0>(of_293::Entity0::ABOUT.structure().properties(), order)?,
        ];
        let readings: Vec<_> = (0..rounds).map(|_| cases.each_ref().map(|case| case())).collect();
        all.extend(rows(order.label(), "ns", &readings));
    }
    Ok(all)
}

/// The order of the keys of a reply.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Declared,
    Shuffled,
    Mixed,
}

impl Order {
    const fn label(self) -> &'static str {
        match self {
            Self::Declared => "reply, in order",
            Self::Shuffled => "reply, shuffled",
            Self::Mixed => "reply, mixed with as many unknown",
        }
    }
}

/// Returns a measurement of the nanoseconds that reading a property takes.
fn case<T: Edm + 'static>(
    properties: &[PropertyInfo],
    order: Order,
) -> Result<Box<dyn Fn() -> f64>, Box<dyn Error>> {
    let json = reply(properties, order)?;
    graph_entity::from_slice::<T>(json.as_bytes())?;
    let read = move || graph_entity::from_slice::<T>(black_box(json.as_bytes()));
    let count = repetitions(&read);
    #[expect(clippy::cast_precision_loss, reason = "a count of properties")]
    let properties = properties.len() as f64;
    Ok(Box::new(move || time(&read, count) / properties))
}

/// Returns a reply with every property.
fn reply(properties: &[PropertyInfo], order: Order) -> Result<String, Box<dyn Error>> {
    let mut members = Vec::new();
    for property in properties {
        let value = value(property.kind())
            .ok_or_else(|| format!("no value for {} of kind {}", property.name(), property.kind()))?;
        members.push(format!("\"{}\": {value}", property.name()));
        if order == Order::Mixed {
            members.push(format!("\"unknown{}\": {value}", property.name()));
        }
    }
    if order == Order::Shuffled {
        shuffle(&mut members);
    }
    Ok(format!("{{\n  {}\n}}", members.join(",\n  ")))
}

fn value(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::String => "\"a text of some length\"",
        Kind::Boolean => "true",
        Kind::Int32 => "12",
        Kind::Enum(_) => "\"pending\"",
        Kind::DateTimeOffset => "\"2017-01-01T00:02:58.4418045-08:00\"",
        Kind::Collection(_) => "[\"Kiosk\"]",
        _ => return None,
    })
}

/// Shuffles into the same order every time: Fisher-Yates with a linear congruential generator.
fn shuffle<T>(items: &mut [T]) {
    let mut state: usize = 1;
    for last in (1..items.len()).rev() {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
        items.swap(last, (state >> 8) % (last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, reply, wide};

    #[test]
    fn every_order_is_read_to_the_same_entity() {
        use wide::of_100::Entity0;
        let read = |order| {
            let json = reply(Entity0::ABOUT.structure().properties(), order).unwrap();
            graph_entity::from_slice::<Entity0>(json.as_bytes()).unwrap()
        };
        assert_eq!(read(Order::Declared), read(Order::Shuffled));
        assert_eq!(read(Order::Declared), read(Order::Mixed));
    }

    #[test]
    fn a_shuffled_reply_has_a_different_order() {
        let properties = wide::of_10::Entity0::ABOUT.structure().properties();
        assert_ne!(reply(properties, Order::Declared).unwrap(), reply(properties, Order::Shuffled).unwrap());
    }

    #[test]
    fn replies_are_measured() {
        assert_eq!(super::replies(1).unwrap().len(), 9);
    }
}
