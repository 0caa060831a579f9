//! The readings as a small table.

use std::fmt;

/// A heading, and a row a measurement.
pub(crate) struct Table {
    pub(crate) heading: String,
    /// What the two sides are measured in.
    pub(crate) unit: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// One measurement on both sides.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) ours: Spread,
    pub(crate) by_hand: Spread,
    /// The annotated side over the hand-written one, as `#[graph_entity]` is to be at most.
    pub(crate) ratio: f64,
    pub(crate) goal: f64,
}

/// The median of some samples, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// The spread of at least one sample.
    pub(crate) fn of(samples: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = samples.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let middle = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) {
            f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
        } else {
            at(middle)
        };
        Self { median, least: at(0), most: at(sorted.len().wrapping_sub(1)) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { median, least, most } = self;
        let digits = if median.abs() < 10.0 { 3 } else { 1 };
        f.pad(&format!("{median:.digits$} ({least:.digits$}..{most:.digits$})"))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ours = format!("#[graph_entity], {}", self.unit);
        let by_hand = format!("by hand, {}", self.unit);
        writeln!(f, "{}\n", self.heading)?;
        writeln!(f, "{:<34} {ours:>24} {by_hand:>24}   ratio   goal", "")?;
        for Row { label, ours, by_hand, ratio, goal } in &self.rows {
            let verdict = if ratio <= goal { "met" } else { "missed" };
            writeln!(f, "{label:<34} {ours:>24} {by_hand:>24}  {ratio:>6.3}  {goal:>5.2}  {verdict}")?;
        }
        Ok(())
    }
}

/// A count with its thousands apart: `100,000`.
pub(crate) fn grouped(count: impl fmt::Display) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Rows of a cost a property, each beside the same cost where there are few properties.
pub(crate) struct Growth {
    pub(crate) heading: String,
    pub(crate) unit: &'static str,
    /// What is measured, and its readings by the number of properties, fewest first.
    pub(crate) cases: Vec<(String, Vec<(usize, Spread)>)>,
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cost = format!("a property, {}", self.unit);
        writeln!(f, "{}\n", self.heading)?;
        writeln!(f, "{:<34} properties {cost:>26}   ratio", "")?;
        for (label, readings) in &self.cases {
            let few = readings.first().map_or(f64::NAN, |(_, spread)| spread.median);
            for (properties, spread) in readings {
                let (cost, ratio) = (spread.to_string(), spread.median / few);
                writeln!(f, "{label:<34} {properties:>10} {cost:>26}  {ratio:>6.2}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Spread, grouped};

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Spread { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), Spread { median: 2.5, least: 1.0, most: 4.0 });
        assert_eq!(Spread::of([7.0]), Spread { median: 7.0, least: 7.0, most: 7.0 });
    }
}
