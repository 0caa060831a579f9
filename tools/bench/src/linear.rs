//! Whether the cost of an entity is linear in the number of its properties, up to 293, as in
//! windows10GeneralConfiguration.
//!
//! Compile time is measured on crates with about the same number of properties, in many small entities or in
//! few large ones. Read time is measured on replies with keys in the order of the declaration, in shuffled
//! order, and in order with an unknown property after each.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use graph_entity::model::{Edm, Kind, PropertyInfo};

use crate::compile::{Package, STEPS, Step, Workspace};
use crate::generate::{Shape, Side};
use crate::run::{repetitions, time};
use crate::table::{Growth, Spread};

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

pub(crate) fn measure(options: &Options) -> Result<String, Box<dyn Error>> {
    let mut tables = String::new();
    if options.compile_rounds > 0 {
        writeln!(tables, "{}", compile(options)?)?;
    }
    write!(tables, "{}", replies(options.rounds)?)?;
    Ok(tables)
}

fn compile(options: &Options) -> Result<Growth, Box<dyn Error>> {
    let empty = Package { name: "empty".to_owned(), source: String::new() };
    let mut packages = vec![empty];
    packages.extend(SHAPES.map(|(properties, entities)| Package {
        name: format!("of-{properties}"),
        source: Side::Annotated.source(Shape { entities, properties, through_requests: true }),
    }));
    let workspace = Workspace::generate(&packages, false)?;
    let steps: &[Step] = if options.release { &STEPS } else { &STEPS[..2] };
    for step in steps {
        workspace.build_dependencies(step, &packages)?;
    }
    let mut readings = vec![[const { Vec::new() }; SHAPES.len()]; steps.len()];
    for round in 0..options.compile_rounds {
        eprintln!("round {} of {}", round + 1, options.compile_rounds);
        for (step, readings) in steps.iter().zip(&mut readings) {
            let empty = workspace.time(step, &packages[0], round)?;
            for ((package, (properties, entities)), readings) in
                packages[1..].iter().zip(SHAPES).zip(readings)
            {
                #[expect(clippy::cast_precision_loss, reason = "a count of properties")]
                let properties = (properties * entities) as f64;
                readings.push((workspace.time(step, package, round)? - empty) / properties);
            }
        }
    }
    let sizes = SHAPES.map(|(properties, _)| properties);
    let spreads = |readings: [Vec<f64>; 3]| sizes.into_iter().zip(readings.map(Spread::of)).collect();
    Ok(Growth {
        heading: format!(
            "2,900 properties in entities of 10, 100 and 293, their use forced, from scratch, median of {} (least..most),\n\
             less the time of an empty crate; ratio to the entities of 10",
            options.compile_rounds
        ),
        unit: "ms",
        cases: steps
            .iter()
            .zip(readings)
            .map(|(step, readings)| (step.label.to_owned(), spreads(readings)))
            .collect(),
    })
}

fn replies(rounds: u32) -> Result<Growth, Box<dyn Error>> {
    let mut cases = Vec::new();
    for order in [Order::Declared, Order::Shuffled, Order::Mixed] {
        let readings = vec![
            case::<wide::of_10::Entity0>(
                wide::of_10::Entity0::ABOUT.structure().properties(),
                order,
                rounds,
            )?,
            case::<wide::of_100::Entity0>(
                wide::of_100::Entity0::ABOUT.structure().properties(),
                order,
                rounds,
            )?,
            case::<wide::of_293::Entity0>(
                wide::of_293::Entity0::ABOUT.structure().properties(),
                order,
                rounds,
            )?,
        ];
        cases.push((order.label().to_owned(), readings));
    }
    Ok(Growth {
        heading: format!(
            "replies to structs of 10, 100 and 293 properties, median of {rounds} (least..most); ratio to the struct of 10"
        ),
        unit: "ns",
        cases,
    })
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

fn case<T: Edm>(
    properties: &[PropertyInfo],
    order: Order,
    rounds: u32,
) -> Result<(usize, Spread), Box<dyn Error>> {
    let json = reply(properties, order)?;
    graph_entity::from_slice::<T>(json.as_bytes())?;
    let read = || graph_entity::from_slice::<T>(black_box(json.as_bytes()));
    let count = repetitions(&read);
    let readings = Spread::of((0..rounds).map(|_| {
        #[expect(clippy::cast_precision_loss, reason = "a count of properties")]
        let properties = properties.len() as f64;
        time(&read, count) / properties
    }));
    Ok((properties.len(), readings))
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
        assert_eq!(super::replies(1).unwrap().cases.len(), 3);
    }
}
