//! Prints measurements as tables.

use std::fmt;

/// A table with a row for each case.
pub(crate) struct Table {
    pub(crate) heading: String,
    /// The unit of both sides.
    pub(crate) unit: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// The measurements of one case on both sides.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) ours: Spread,
    pub(crate) by_hand: Spread,
    /// The annotated side divided by the handwritten one. The goal is an upper bound of it.
    pub(crate) ratio: f64,
    pub(crate) goal: f64,
}

/// The median, the minimum and the maximum of some samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// Returns the spread of the samples, of which there is at least one.
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
        Self { median, min: at(0), max: at(sorted.len().wrapping_sub(1)) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { median, min, max } = self;
        let digits = if median.abs() < 10.0 { 3 } else { 1 };
        f.pad(&format!("{median:.digits$} ({min:.digits$}..{max:.digits$})"))
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

/// Formats a number with thousands separators: `100,000`.
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

/// A table of the cost per property, with its ratio to the cost per property of the smallest entity.
pub(crate) struct Growth {
    pub(crate) heading: String,
    pub(crate) unit: &'static str,
    /// The name of each case, and its measurements by the number of properties, in ascending order.
    pub(crate) cases: Vec<(String, Vec<(usize, Spread)>)>,
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cost = format!("per property, {}", self.unit);
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
    fn thousands_are_separated_by_commas() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn the_median_is_the_middle_sample() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Spread { median: 2.0, min: 1.0, max: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), Spread { median: 2.5, min: 1.0, max: 4.0 });
        assert_eq!(Spread::of([7.0]), Spread { median: 7.0, min: 7.0, max: 7.0 });
    }
}
