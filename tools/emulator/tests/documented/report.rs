//! The outcomes of all pages, with reasons.

use std::collections::BTreeMap;
use std::fmt;

use crate::page::Page;

/// The outcome of a page.
pub(crate) enum Outcome {
    /// The reply has the values that were sent.
    Passed,
    /// The same, with a concrete type in place of each abstract one, which no service accepts.
    PassedCorrected,
    /// The page has no address.
    NoAddress,
    /// The entity could not be seeded at the address.
    NotSeeded(String),
    /// The request was refused.
    Refused(u16, String),
    /// A property has another value in the reply.
    Lost(String),
}

/// The reasons of failures, with a text that identifies each and their number in the pages of July 2021. Each
/// is an error on the page, or the metadata of that month lacks what the page has.
const REASONS: [(&str, &str, usize); 7] = [
    ("the request has no type, and the declared one is abstract", "Cannot create an abstract class", 5),
    ("the page has no address", NO_ADDRESS, 2),
    ("the metadata has no such address", "no entity is served at this address", 3),
    ("the metadata has no such type", "could not be resolved by the model", 3),
    ("the metadata has no such property", "does not exist on type", 5),
    ("null for a collection, which is never null", "A null value was found", 3),
    ("another value for what the service computes", "is read-only and cannot be changed", 1),
];

const NO_ADDRESS: &str = "(no address)";
/// The number of pages that pass as they are printed, of 480.
const PASSED: usize = 440;
/// The number of pages that pass once an abstract type on them is a concrete one.
const CORRECTED: usize = 18;

#[derive(Default)]
pub(crate) struct Report {
    passed: usize,
    corrected: usize,
    /// The pages that did not pass, by reason.
    others: BTreeMap<&'static str, Vec<String>>,
}

impl Report {
    pub(crate) fn note(&mut self, page: &Page, outcome: Outcome) {
        let words = match outcome {
            Outcome::Passed => {
                self.passed += 1;
                return;
            }
            Outcome::PassedCorrected => {
                self.corrected += 1;
                return;
            }
            Outcome::NoAddress => NO_ADDRESS.to_owned(),
            Outcome::NotSeeded(words) => words,
            Outcome::Refused(status, message) => format!("{status} {message}"),
            Outcome::Lost(property) => format!("`{property}` has another value in the reply"),
        };
        let reason = REASONS.iter().find(|(_, mark, _)| words.contains(mark));
        let reason = reason.map_or("a fault of the emulator", |(reason, ..)| reason);
        self.others.entry(reason).or_default().push(format!("{}: {words}", page.name()));
    }

    /// Asserts that the number of failures of each reason is the known one.
    pub(crate) fn check(&self) {
        let counts = |reason| self.others.get(reason).map_or(0, Vec::len);
        for (reason, _, expected) in REASONS {
            assert_eq!(counts(reason), expected, "{reason}");
        }
        assert_eq!(counts("a fault of the emulator"), 0);
        assert_eq!((self.passed, self.corrected), (PASSED, CORRECTED));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = self.passed + self.corrected;
        let all = passed + self.others.values().map(Vec::len).sum::<usize>();
        let corrected = self.corrected;
        writeln!(
            f,
            "{passed} of {all} pages pass, {corrected} of them with a concrete type for an abstract one"
        )?;
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
