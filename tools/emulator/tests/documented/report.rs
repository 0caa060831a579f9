//! The outcomes of all pages, with reasons.

use std::collections::BTreeMap;
use std::fmt;

/// The outcome of a page.
pub(crate) enum Outcome {
    /// The request was accepted, and the reply is as documented.
    Passed,
    /// The same, with a right value for one that no service accepts.
    PassedCorrected,
    /// The request was refused.
    Refused(u16, String),
    /// The page could not be sent, or the reply is another one.
    Failed(String),
}

impl Outcome {
    /// The outcome of a request that has a right value in place of a printed one.
    pub(crate) fn corrected(self) -> Self {
        if matches!(self, Self::Passed) { Self::PassedCorrected } else { self }
    }
}

/// What is known of the outcomes of some pages.
pub(crate) struct Known {
    /// What passes.
    pub(crate) pages: &'static str,
    /// What a corrected page has.
    pub(crate) correction: &'static str,
    /// The number of pages that pass as they are printed.
    pub(crate) passed: usize,
    /// The number of pages that pass once they are corrected.
    pub(crate) corrected: usize,
    /// The reasons of failures, with a text that identifies each and their number.
    pub(crate) reasons: &'static [(&'static str, &'static str, usize)],
}

/// The reason of a failure that none of the known ones explains.
const FAULT: &str = "a fault of the emulator";

pub(crate) struct Report {
    known: &'static Known,
    passed: usize,
    corrected: usize,
    /// The pages that did not pass, by reason.
    others: BTreeMap<&'static str, Vec<String>>,
}

impl Report {
    pub(crate) fn new(known: &'static Known) -> Self {
        Self { known, passed: 0, corrected: 0, others: BTreeMap::new() }
    }

    pub(crate) fn note(&mut self, page: &str, outcome: Outcome) {
        let words = match outcome {
            Outcome::Passed => {
                self.passed += 1;
                return;
            }
            Outcome::PassedCorrected => {
                self.corrected += 1;
                return;
            }
            Outcome::Refused(status, message) => format!("{status} {message}"),
            Outcome::Failed(words) => words,
        };
        let reason = self.known.reasons.iter().find(|(_, mark, _)| words.contains(mark));
        let reason = reason.map_or(FAULT, |(reason, ..)| reason);
        self.others.entry(reason).or_default().push(format!("{page}: {words}"));
    }

    /// Asserts that the number of failures of each reason is the known one.
    pub(crate) fn check(&self) {
        let counts = |reason: &str| self.others.get(reason).map_or(0, Vec::len);
        for (reason, _, expected) in self.known.reasons {
            assert_eq!(counts(reason), *expected, "{reason}");
        }
        assert_eq!(counts(FAULT), 0);
        assert_eq!((self.passed, self.corrected), (self.known.passed, self.known.corrected));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = self.passed + self.corrected;
        let all = passed + self.others.values().map(Vec::len).sum::<usize>();
        let Known { pages, correction, .. } = self.known;
        writeln!(f, "{passed} of {all} {pages} pass, {} of them with {correction}", self.corrected)?;
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
