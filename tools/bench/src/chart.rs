//! Draws ratios as bars, in SVG.

use std::fmt::Write as _;

use crate::table::{Goal, Row, Table};

/// The height of a line of text and of the bar beside it.
const LINE: usize = 22;
const WIDTH: usize = 960;
/// Where the bars begin, and how wide the ratio 1 is.
const LEFT: usize = 470;
const ONE: f64 = 250.0;
/// The largest ratio that has its full bar.
const MOST: f64 = 1.6;

/// Returns the chart of all rows that have a baseline: a bar for each ratio, a line at 1, and a mark at each goal.
pub(crate) fn svg(tables: &[(String, Table)]) -> String {
    let mut body = String::new();
    let mut y = 40;
    for (title, table) in tables {
        let rows: Vec<&Row> = table.rows.iter().filter(|row| row.baseline.is_some()).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(body, r#"<text x="10" y="{}" font-weight="bold">{}</text>"#, y + 15, escaped(title));
        y += LINE;
        for row in rows {
            bar(&mut body, y, row);
            y += LINE;
        }
        y += LINE / 2;
    }
    let height = y + 10;
    let one = at(1.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"10\" y=\"22\">Cost divided by that of the baseline. The line is 1: as much. A mark is a goal: green is met, orange is not.</text>\n\
         {body}\
         <line x1=\"{one}\" y1=\"36\" x2=\"{one}\" y2=\"{height}\" stroke=\"#444444\" stroke-dasharray=\"4 3\"/>\n\
         </svg>\n"
    )
}

fn bar(out: &mut String, y: usize, row: &Row) {
    let Some(baseline) = &row.baseline else { return };
    let ratio = baseline.ratio.median;
    let color = match row.is_met() {
        Some(true) => "#2e8b57",
        Some(false) => "#d9822b",
        None => "#8aa0b4",
    };
    let (top, middle) = (y + 3, y + 15);
    let end = at(ratio);
    let width = end - at(0.0);
    let label = escaped(&format!("{} : {}", row.label, baseline.name));
    let _ = writeln!(out, r#"<text x="{}" y="{middle}" text-anchor="end">{label}</text>"#, LEFT - 8);
    let _ = writeln!(out, r#"<rect x="{LEFT}" y="{top}" width="{width:.1}" height="15" fill="{color}"/>"#);
    let _ = writeln!(out, r#"<text x="{:.1}" y="{middle}">{ratio:.2}</text>"#, end + 5.0);
    if let Some(Goal::Ratio(goal)) = row.goal {
        let x = at(goal);
        let _ = writeln!(
            out,
            r##"<line x1="{x:.1}" y1="{}" x2="{x:.1}" y2="{}" stroke="#000000" stroke-width="3"/>"##,
            y + 1,
            y + 20
        );
    }
}

/// Returns where a ratio ends, at most at the end of the chart.
fn at(ratio: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let left = LEFT as f64;
    // A ratio that is not a number has no bar.
    left + ratio.clamp(0.0, MOST).max(0.0) * ONE
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ratio_has_a_bar_and_each_goal_of_one_a_mark() {
        let rows = vec![
            Row::compared("check <a>", "ms", "by hand", [[1.0, 2.0]]).goal(Goal::Ratio(0.8)),
            Row::compared("huge", "ms", "by hand", [[90.0, 2.0]]),
            Row::single("crates", "count", [68.0]).goal(Goal::Value(70.0)),
        ];
        let table = Table { heading: String::new(), notes: Vec::new(), rows };
        let svg = svg(&[("Compile & run".to_owned(), table)]);
        assert_eq!(svg.matches("<rect").count(), 1 + 2, "{svg}");
        assert_eq!(svg.matches("stroke-width").count(), 1);
        assert!(svg.contains(r##"width="125.0" height="15" fill="#2e8b57""##), "{svg}");
        assert!(svg.contains(r#"width="400.0""#) && svg.contains(">45.00<"), "{svg}");
        assert!(svg.contains("check &lt;a&gt; : by hand") && svg.contains("Compile &amp; run"));
        assert!(!svg.contains("crates"));
    }
}
