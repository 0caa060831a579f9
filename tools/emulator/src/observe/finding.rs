//! Findings: what clients do that Graph accepts, but that has a cost or a risk.

use std::fmt;

use crate::observe::kind::{FindingKind, Remark};
use crate::observe::recording::Sent;

/// Something that a client did and should not do. Repetitions are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What the finding is about.
    pub kind: FindingKind,
    /// The [`index`](crate::RecordedRequest::index) of the first request that did it.
    pub index: u64,
    /// The method of that request, such as `PATCH`.
    pub method: String,
    /// The path of that request, still percent-encoded.
    pub path: String,
    /// The number of requests that did it.
    pub count: u64,
    /// What was seen in the first of them, and what to do instead.
    pub sentence: String,
}

/// All findings, each once.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<(String, Finding)>,
    /// How many were added, with repetitions.
    count: u64,
}

/// How many different findings are kept.
const MAX_FINDINGS: usize = 1_000;

impl Findings {
    /// Adds a finding about a request, or counts one more request for a known one.
    pub(crate) fn add(&mut self, index: u64, request: Sent<'_>, remark: Remark) {
        let Remark { kind, subject, sentence } = remark;
        self.count += 1;
        let known = self.found.iter_mut().find(|(known, finding)| finding.kind == kind && *known == subject);
        if let Some((_, finding)) = known {
            finding.count += 1;
        } else if self.found.len() < MAX_FINDINGS {
            let path = request.target.split('?').next().unwrap_or_default().to_owned();
            let (method, sentence) = (request.method.to_owned(), sentence.into_owned());
            self.found.push((subject, Finding { kind, index, method, path, count: 1, sentence }));
        }
    }

    /// How many were added, with repetitions. If it is the same as before, so are the findings.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// How many different findings there are.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// All findings in the order of their first request.
    pub(crate) fn all(&self) -> Vec<Finding> {
        self.found.iter().map(|(_, finding)| finding.clone()).collect()
    }
}

/// Formats it as one line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, index, method, path, count, sentence } = self;
        write!(f, "{kind}: {method} {path} (request {index}")?;
        if *count > 1 {
            write!(f, ", {count} times")?;
        }
        write!(f, "): {sentence}")
    }
}
