//! What became of each page, and why.

use std::collections::BTreeMap;
use std::fmt;

use crate::page::Page;

/// What became of one page.
pub(crate) enum Outcome {
    /// The reply has what was sent.
    Passed,
    /// The page says of its address that it was not found.
    NoAddress,
    /// The entity has no place, or is not of its type.
    NotPlaced(String),
    /// The request was refused.
    Refused(u16, String),
    /// A property came back otherwise than it was sent.
    Lost(String),
}

/// Why pages are refused, by the words of the refusal, and how many are in the set of July 2021. Each is a fault of the page,
/// or the metadata of that month does not have what the page has.
const REASONS: [(&str, &str, usize); 8] = [
    ("a nested value names an abstract type", NAMES_ABSTRACT, 18),
    (
        "the request does not say its type, and the declared one is abstract",
        "Cannot create an abstract class",
        5,
    ),
    ("the page has no address", NO_ADDRESS, 2),
    ("the metadata has no such address", "no entity is served at this address", 10),
    ("the metadata has no such type", "could not be resolved by the model", 3),
    ("the metadata has no such property", "does not exist on type", 5),
    ("null for a collection, which is never null", "A null value was found", 3),
    ("another value for what the service computes", "is read-only and cannot be changed", 1),
];

const NAMES_ABSTRACT: &str = "(names an abstract type)";
const NO_ADDRESS: &str = "(no address)";
/// So many of 480 pass.
const PASSED: usize = 433;

#[derive(Default)]
pub(crate) struct Report {
    passed: usize,
    /// The pages that did not pass, by the reason.
    others: BTreeMap<&'static str, Vec<String>>,
}

impl Report {
    pub(crate) fn note(&mut self, page: &Page, names_abstract: bool, outcome: Outcome) {
        let words = match outcome {
            Outcome::Passed if !names_abstract => {
                self.passed += 1;
                return;
            }
            Outcome::Passed => "an abstract type was taken".to_owned(),
            Outcome::NoAddress => NO_ADDRESS.to_owned(),
            Outcome::Refused(400, message) if names_abstract && message.contains("abstract class") => {
                format!("{NAMES_ABSTRACT} {message}")
            }
            Outcome::NotPlaced(words) => words,
            Outcome::Refused(status, message) => format!("{status} {message}"),
            Outcome::Lost(property) => format!("`{property}` came back otherwise than it was sent"),
        };
        let reason = REASONS.iter().find(|(_, mark, _)| words.contains(mark));
        let reason = reason.map_or("a fault of the emulator", |(reason, ..)| reason);
        self.others.entry(reason).or_default().push(format!("{}: {words}", page.name()));
    }

    /// Every page that does not pass has one of the reasons, as often as it is known to be there.
    pub(crate) fn check(&self) {
        let counts = |reason| self.others.get(reason).map_or(0, Vec::len);
        for (reason, _, expected) in REASONS {
            assert_eq!(counts(reason), expected, "{reason}");
        }
        assert_eq!(counts("a fault of the emulator"), 0);
        assert_eq!(self.passed, PASSED);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.passed + self.others.values().map(Vec::len).sum::<usize>();
        writeln!(f, "{} of {all} pages take their own example", self.passed)?;
        for (reason, pages) in &self.others {
            writeln!(f, "{}: {reason}", pages.len())?;
            for page in pages {
                let line: String = page.replace(['\r', '\n'], " ").chars().take(240).collect();
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}
