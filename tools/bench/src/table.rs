//! Measurements, and how they are shown: as text for a terminal and as Markdown for a report.

use std::fmt::{self, Write as _};

/// Measurements of one command.
pub(crate) struct Table {
    pub(crate) heading: String,
    /// What could not be measured, and why.
    pub(crate) notes: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One measured thing, and what it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) unit: &'static str,
    pub(crate) measured: Spread,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) goal: Option<Goal>,
    /// Whether a summary shows it even without a goal.
    pub(crate) is_summarized: bool,
}

/// What a measurement is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Baseline {
    pub(crate) name: &'static str,
    pub(crate) measured: Spread,
    /// The measurement divided by this one, each ratio within one round.
    pub(crate) ratio: Spread,
}

/// An upper bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// Of the ratio.
    Ratio(f64),
    /// Of the measurement, in its unit.
    Value(f64),
}

impl Row {
    /// Returns a row that is compared with a baseline, of the measurements of both in each round.
    pub(crate) fn compared(
        label: impl Into<String>,
        unit: &'static str,
        baseline: &'static str,
        rounds: impl IntoIterator<Item = [f64; 2]>,
    ) -> Self {
        let rounds: Vec<[f64; 2]> = rounds.into_iter().collect();
        let of = |part: fn(&[f64; 2]) -> f64| Spread::of(rounds.iter().map(part));
        let (measured, other) = (of(|round| round[0]), of(|round| round[1]));
        let ratio = of(|[measured, other]| measured / other);
        let baseline = Some(Baseline { name: baseline, measured: other, ratio });
        Self { label: label.into(), unit, measured, baseline, goal: None, is_summarized: false }
    }

    /// Returns a row without a baseline.
    pub(crate) fn single(
        label: impl Into<String>,
        unit: &'static str,
        rounds: impl IntoIterator<Item = f64>,
    ) -> Self {
        let measured = Spread::of(rounds);
        Self { label: label.into(), unit, measured, baseline: None, goal: None, is_summarized: false }
    }

    pub(crate) fn goal(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }

    pub(crate) fn summarized(self) -> Self {
        Self { is_summarized: true, ..self }
    }

    /// Returns the ratio of a row that shows the machine's noise, or `None` for any other row.
    pub(crate) fn noise(&self) -> Option<f64> {
        self.baseline.as_ref().filter(|baseline| baseline.name == AGAIN).map(|baseline| baseline.ratio.median)
    }

    /// Returns whether the goal is met, or `None` without one.
    pub(crate) fn is_met(&self) -> Option<bool> {
        Some(match self.goal? {
            Goal::Ratio(most) => self.baseline.as_ref()?.ratio.median <= most,
            Goal::Value(most) => self.measured.median <= most,
        })
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let (name, other, ratio) = match &self.baseline {
            Some(Baseline { name, measured, ratio }) => {
                ((*name).to_owned(), measured.to_string(), ratio.to_string())
            }
            None => Default::default(),
        };
        let verdict = match self.is_met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        };
        [
            format!("{}, {}", self.label, self.unit),
            self.measured.to_string(),
            name,
            other,
            ratio,
            self.goal.map_or_else(String::new, |goal| goal.to_string()),
            verdict.to_owned(),
        ]
    }
}

/// The name of a baseline that is the measured side itself, once more: its ratio is the machine's noise.
pub(crate) const AGAIN: &str = "itself, once more";

/// The columns: names are aligned left, numbers right.
const COLUMNS: [(&str, Align); 7] = {
    use Align::{Left, Right};
    [
        ("", Left),
        ("measured", Right),
        ("compared with", Left),
        ("its", Right),
        ("ratio", Right),
        ("goal", Right),
        ("", Left),
    ]
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(most) => write!(f, "{most:.2}"),
            Self::Value(most) => write!(f, "{}", shown(*most)),
        }
    }
}

impl Table {
    /// Returns the head and all rows, without the columns that are empty in every row.
    fn cells(&self) -> Vec<Vec<(Align, String)>> {
        let rows: Vec<_> = self.rows.iter().map(Row::cells).collect();
        let is_used = |column: usize| rows.iter().any(|row| !row[column].is_empty());
        let head = COLUMNS.map(|(name, _)| name.to_owned());
        let used = |row: &[String; COLUMNS.len()]| {
            let cells = COLUMNS.iter().zip(row).enumerate().filter(|(column, _)| is_used(*column));
            cells.map(|(_, ((_, align), cell))| (*align, cell.clone())).collect()
        };
        std::iter::once(&head).chain(&rows).map(used).collect()
    }

    /// Returns the table as Markdown, without its heading.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        for (index, row) in self.cells().iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let cells: Vec<&str> = row.iter().map(|(_, cell)| cell.as_str()).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            if index == 0 {
                let rule = row.iter().map(|(align, _)| if *align == Align::Right { "--:|" } else { "---|" });
                let _ = writeln!(text, "|{}", rule.collect::<String>());
            }
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

/// The table as text for a terminal.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.heading)?;
        let rows = self.cells();
        let width = |column: usize| rows.iter().map(|row| row[column].1.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
        for row in &rows {
            let cells = row.iter().zip(&widths).map(|((align, cell), width)| match align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
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

/// A count without decimals, any other number with as many as show three digits.
fn shown(number: f64) -> String {
    if number.fract() == 0.0 {
        grouped(number)
    } else {
        let digits = match number.abs() {
            size if size < 10.0 => 3,
            size if size < 10_000.0 => 1,
            _ => return grouped(number.round()),
        };
        format!("{number:.digits$}")
    }
}

/// The median, with the least and the most of more than one sample.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [median, min, max] = [self.median, self.min, self.max].map(shown);
        if self.min.total_cmp(&self.max).is_eq() {
            f.pad(&median)
        } else {
            f.pad(&format!("{median} ({min}..{max})"))
        }
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

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn ratios_are_of_one_round_each() {
        let row = Row::compared("x", "us", "y", [[1.0, 2.0], [3.0, 4.0], [9.0, 9.0]]);
        let ratio = row.baseline.as_ref().unwrap().ratio;
        assert_eq!(ratio, Spread { median: 0.75, min: 0.5, max: 1.0 });
        assert_eq!(row.is_met(), None);
        let verdict = |goal| Row { goal: Some(goal), ..Row::compared("x", "us", "y", [[3.0, 4.0]]) }.is_met();
        assert_eq!([0.74, 0.75].map(Goal::Ratio).map(verdict), [Some(false), Some(true)]);
        assert_eq!([2.9, 3.0].map(Goal::Value).map(verdict), [Some(false), Some(true)]);
    }

    #[test]
    fn both_forms_show_the_same_cells() {
        let rows = vec![
            Row::compared("a PATCH", "us", "by hand", [[12.34, 24.68]]).goal(Goal::Ratio(0.4)),
            Row::single("crates", "count", [68.0]).goal(Goal::Value(70.0)),
        ];
        let table = Table { heading: "h".to_owned(), notes: vec!["no perf".to_owned()], rows };
        assert_eq!(
            table.to_string(),
            "h\n\n               measured  compared with   its  ratio  goal\n\
             a PATCH, us        12.3  by hand        24.7  0.500  0.40  missed\n\
             crates, count        68                                70  met\nno perf\n"
        );
        assert_eq!(
            table.markdown(),
            "|  | measured | compared with | its | ratio | goal |  |\n|---|--:|---|--:|--:|--:|---|\n\
             | a PATCH, us | 12.3 | by hand | 24.7 | 0.500 | 0.40 | missed |\n\
             | crates, count | 68 |  |  |  | 70 | met |\n\nno perf\n"
        );
    }

    #[test]
    fn a_column_that_is_empty_in_every_row_is_not_shown() {
        let rows = vec![Row::single("crates", "count", [68.0])];
        let table = Table { heading: "h".to_owned(), notes: Vec::new(), rows };
        assert_eq!(table.markdown(), "|  | measured |\n|---|--:|\n| crates, count | 68 |\n");
        let nothing = Table { heading: "h".to_owned(), notes: vec!["no perf".to_owned()], rows: Vec::new() };
        assert_eq!(nothing.markdown(), "\nno perf\n");
        assert_eq!(nothing.to_string(), "h\n\n\nno perf\n");
    }
}
