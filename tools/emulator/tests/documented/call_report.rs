//! The outcomes of the pages of actions and functions, with reasons.

use std::collections::BTreeMap;
use std::fmt;

/// The outcome of a page.
pub(crate) enum Called {
    /// The call was accepted, and the reply has the documented shape.
    Passed,
    /// The same, with a right value for one that no service accepts.
    PassedCorrected,
    /// The page has no address or no example.
    NoExample,
    /// The call was refused.
    Refused(u16, String),
    /// The reply has another shape.
    OtherShape(String),
}

/// The reasons of failures, with a text that identifies each and their number. Each is an error on the page, or
/// the metadata lacks what the page has.
const REASONS: [(&str, &str, usize); 2] = [
    ("the metadata has no such operation", "No OData route exists", 4),
    ("the page has a complex value where the metadata has a text", "a value in place of an object", 1),
];

/// The number of pages that pass as they are printed, of 255.
const PASSED: usize = 230;
/// The number of pages that pass once an abstract type is a concrete one, or a placeholder is a member of its
/// enumeration.
const CORRECTED: usize = 20;

impl Called {
    /// The outcome of a request that has a right value in place of a printed one.
    pub(crate) fn corrected(self) -> Self {
        if matches!(self, Self::Passed) { Self::PassedCorrected } else { self }
    }
}

#[derive(Default)]
pub(crate) struct CallReport {
    passed: usize,
    corrected: usize,
    /// The pages that did not pass, by reason.
    others: BTreeMap<&'static str, Vec<String>>,
}

impl CallReport {
    pub(crate) fn note(&mut self, page: &str, called: Called) {
        let words = match called {
            Called::Passed => {
                self.passed += 1;
                return;
            }
            Called::PassedCorrected => {
                self.corrected += 1;
                return;
            }
            Called::NoExample => "(no example)".to_owned(),
            Called::Refused(status, message) => format!("{status} {message}"),
            Called::OtherShape(words) => words,
        };
        let reason = REASONS.iter().find(|(_, mark, _)| words.contains(mark));
        let reason = reason.map_or("a fault of the emulator", |(reason, ..)| reason);
        self.others.entry(reason).or_default().push(format!("{page}: {words}"));
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

impl fmt::Display for CallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = self.passed + self.corrected;
        let all = passed + self.others.values().map(Vec::len).sum::<usize>();
        let corrected = self.corrected;
        writeln!(
            f,
            "{passed} of {all} pages of actions and functions pass, {corrected} of them with a right value"
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
